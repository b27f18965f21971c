// Reads the five answers with a generated client's own reader, and prints what came out, or what was thrown.
import { readFileSync } from "node:fs";

export interface Envelope {
  code?: string;
  data?: { amt?: string; leverage?: string }[] | null;
}

export function feed(read: (answer: any) => Envelope): void {
  const answers = JSON.parse(readFileSync("../answers.json", "utf8"));
  const found = Object.entries(answers).map(([name, answer]) => {
    try {
      const { code, data } = read(answer);
      return [name, [code, data?.[0]?.amt ?? "", data?.[0]?.leverage ?? ""]];
    } catch (error) {
      return [name, String(error)];
    }
  });
  console.log(JSON.stringify(Object.fromEntries(found)));
}
