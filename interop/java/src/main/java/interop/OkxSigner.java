package interop;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.*;
import java.util.*;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class OkxSigner {
  // Base64 of HMAC-SHA256 over timestamp + METHOD + path with query + the body's bytes.
  static String signature(String secretKey, String timestamp, String method, String target, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update((timestamp + method + target).getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException noHmac) { throw new IllegalStateException(noHmac); }
  }

  static String timestamp(Instant at) { // Instant.toString() would leave out milliseconds that are 000
    return String.format(Locale.ROOT, "%tFT%<tT.%<tLZ", at.atOffset(ZoneOffset.UTC));
  }

  /** {@code apiClient.setRequestInterceptor(OkxSigner.with(…))}: signs what the client is about to send. */
  static Consumer<HttpRequest.Builder> with(String apiKey, String secretKey, String passphrase) {
    return builder -> {
      HttpRequest request = builder.build();
      String timestamp = timestamp(Instant.now());
      String target = request.uri().toString().replaceFirst("^\\w+://[^/]+", ""); // path with query
      String sign = signature(secretKey, timestamp, request.method(), target, RequestBody.of(request));
      builder.headers("OK-ACCESS-KEY", apiKey, "OK-ACCESS-SIGN", sign)
          .headers("OK-ACCESS-TIMESTAMP", timestamp, "OK-ACCESS-PASSPHRASE", passphrase);
    };
  }
}
