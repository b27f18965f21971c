package interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is published beside the spec: the table of codes and the vectors of the signature. */
final class Published {
  private Published() {}

  /** What each code says of the request: success, refused or unknown. */
  static Map<String, String> outcomes() throws IOException {
    Map<String, String> outcomes = new HashMap<>();
    for (JsonNode code : read("OKX_CODES").get("codes")) {
      outcomes.put(code.get("code").asText(), code.get("outcome").asText());
    }
    return outcomes;
  }

  /** The vectors signed, each at its own time. */
  static List<String> signatures() throws IOException {
    List<String> signatures = new ArrayList<>();
    for (JsonNode vector : read("OKX_VECTORS").get("vectors")) {
      signatures.add(OkxSigner.signature(
          vector.get("secret_key").asText(),
          OkxSigner.timestamp(Instant.ofEpochMilli(vector.get("unix_milliseconds").asLong())),
          vector.get("method").asText(),
          vector.get("request_path").asText(),
          vector.get("body").asText().getBytes(UTF_8)));
    }
    return signatures;
  }

  private static JsonNode read(String variable) throws IOException {
    return new ObjectMapper().readTree(Path.of(System.getenv(variable)).toFile());
  }
}
