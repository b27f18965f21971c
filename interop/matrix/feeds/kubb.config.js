import { defineConfig } from "@kubb/core";
import { pluginOas } from "@kubb/plugin-oas";
import { pluginTs } from "@kubb/plugin-ts";
import { pluginZod } from "@kubb/plugin-zod";

export default defineConfig({
  input: { path: "../../../dist/openapi/okx_margin.3.1.en.json" },
  output: { path: "client", extension: { ".ts": ".js" } },
  plugins: [pluginOas({ generators: [] }), pluginTs(), pluginZod()],
});
