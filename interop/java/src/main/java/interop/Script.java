package interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okxmargin.ApiClient;
import okxmargin.ApiException;
import okxmargin.api.AccountApi;
import okxmargin.api.SignalBotApi;
import okxmargin.model.PositionMargin;
import okxmargin.model.PositionMarginRequest;
import okxmargin.model.PositionMarginRequest.PosSideEnum;
import okxmargin.model.SignalBotMarginRequest;

/** The script of calls (interop/script.py says what each must come to), with the generated classes. */
public final class Script {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BASE_URL = System.getenv("OKX_BASE_URL");

  private final Map<String, String> outcomes = Published.outcomes();
  private final List<Map<String, String>> calls = new ArrayList<>();

  private Script() throws IOException {}

  public static void main(String[] arguments) throws Exception {
    Script script = new Script();
    script.run();
    var report = Map.of("signatures", Published.signatures(), "calls", script.calls);
    System.out.println(JSON.writeValueAsString(report));
  }

  private void run() throws IOException, InterruptedException {
    var add = PositionMarginRequest.TypeEnum.ADD;
    var reduce = PositionMarginRequest.TypeEnum.REDUCE;
    var botAdd = SignalBotMarginRequest.TypeEnum.ADD;
    var botReduce = SignalBotMarginRequest.TypeEnum.REDUCE;
    ApiClient own = client("OKX", System.getenv("OKX_SECRET_KEY"));
    ApiClient net = client("OKX_NET", System.getenv("OKX_NET_SECRET_KEY"));
    ApiClient forger = client("OKX", "not the secret");

    position("add", own, onShort().type(add).amt("25.5"));
    position("reduce", own, onShort().type(reduce).amt("0.5"));
    position("smallest", own, onShort().type(add).amt("0.00000001"));
    position("trailing_zeros", own, onShort().type(add).amt("12.50000000"));
    var inBtc = new PositionMarginRequest().instId("BTC-USDT").posSide(PosSideEnum.NET).ccy("BTC");
    position("leverage_empty", net, inBtc.type(add).amt("0.001"));
    bot("bot_add", own, onBot("123456").type(botAdd).amt("10").allowReinvest(true));
    bot("bot_reduce", own, onBot("123456").type(botReduce).amt("3.25"));
    bot("bot_percent", own, onBot("123456").type(botReduce).percent("5"));
    position("refused", own, onShort().type(reduce).amt("1000000"));
    position("wrong_secret", forger, onShort().type(add).amt("1"));
    bot("bot_refused", own, onBot("1").type(botAdd).amt("1"));
    String integerCode = "{\"code\":0,\"msg\":\"\",\"data\":[{\"instId\":\"BTC-USDT-SWAP\",\"posSide\":\"short\","
        + "\"type\":\"add\",\"amt\":\"8\"}]}";
    fault(JSON.writeValueAsString(Map.of(
        "fault", "answer", "headers", Map.of("Content-Type", "application/json"), "body", integerCode)));
    position("integer_code", own, onShort().type(add).amt("8"));
    fault("{\"fault\": \"timed_out\"}");
    position("timed_out", own, onShort().type(add).amt("1"));
    fault("{\"fault\": \"server_error\", \"status\": 502}");
    position("server_error", own, onShort().type(add).amt("2"));
    fault("{\"fault\": \"disconnect\"}");
    position("disconnect", own, onShort().type(add).amt("4"));
  }

  private static PositionMarginRequest onShort() {
    return new PositionMarginRequest().instId("BTC-USDT-SWAP").posSide(PosSideEnum.SHORT);
  }

  private static SignalBotMarginRequest onBot(String algoId) {
    return new SignalBotMarginRequest().algoId(algoId);
  }

  private void position(String name, ApiClient client, PositionMarginRequest request) {
    try {
      var answer = new AccountApi(client).accountAdjustMargin(request);
      var items = answer.getData() == null ? List.<PositionMargin>of() : answer.getData();
      see(name, 200, answer.getCode(), items.isEmpty() ? new PositionMargin() : items.get(0));
    } catch (ApiException problem) {
      see(name, problem.getCode(), code(problem), new PositionMargin());
    }
  }

  private void bot(String name, ApiClient client, SignalBotMarginRequest request) {
    try {
      see(name, 200, new SignalBotApi(client).signalBotAdjustMargin(request).getCode(), new PositionMargin());
    } catch (ApiException problem) {
      see(name, problem.getCode(), code(problem), new PositionMargin());
    }
  }

  /** Notes what certainly happened: no answer, and no code in it, leave that unknown. */
  private void see(String name, int status, String code, PositionMargin item) {
    Map<String, String> call = new LinkedHashMap<>();
    String otherwise = code != null && status / 100 == 4 ? "refused" : "unknown";
    call.put("name", name);
    call.put("outcome", outcomes.getOrDefault(code, otherwise));
    call.put("code", code);
    call.put("amt", item.getAmt());
    call.put("leverage", item.getLeverage());
    calls.add(call);
  }

  /** The envelope's code where the status is not 200; null where there is no envelope. */
  private static String code(ApiException problem) {
    try {
      JsonNode envelope = JSON.readTree(problem.getResponseBody() == null ? "" : problem.getResponseBody());
      return envelope.path("code").asText(null);
    } catch (IOException notJson) {
      return null;
    }
  }

  private static ApiClient client(String prefix, String secretKey) {
    String apiKey = System.getenv(prefix + "_API_KEY"), passphrase = System.getenv(prefix + "_PASSPHRASE");
    ApiClient client = new ApiClient();
    client.updateBaseUri(BASE_URL);
    // The keys' headers must not follow a redirect to another host; and no offers of HTTP/2 without TLS.
    client.setHttpClientBuilder(HttpClient.newBuilder()
        .followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1));
    client.setReadTimeout(Duration.ofSeconds(10));
    // x-simulated-trading means demo trading; it is not part of the signature.
    client.setRequestInterceptor(OkxSigner.with(apiKey, secretKey, passphrase).andThen(
        request -> request.headers("User-Agent", "okx-margin-interop", "x-simulated-trading", "1")));
    return client;
  }

  private static void fault(String body) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(BASE_URL + "/mock/faults"));
    request.version(HttpClient.Version.HTTP_1_1).POST(HttpRequest.BodyPublishers.ofString(body));
    HttpClient.newHttpClient().send(request.build(), BodyHandlers.discarding());
  }
}
