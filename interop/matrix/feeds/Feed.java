import client.model.PositionMarginEnvelope;
import client.model.SignalBotMarginRequest;
import com.google.gson.*;
import java.nio.file.*;
import java.util.*;

/** Reads the five answers as the generated client does. */
class Feed {
  public static void main(String[] none) throws Exception {
    JsonObject answers = JsonParser.parseString(Files.readString(Path.of("../answers.json"))).getAsJsonObject();
    Map<String, Object> found = new TreeMap<>();
    for (String name : answers.keySet()) {
      try {
        var envelope = PositionMarginEnvelope.fromJson(answers.get(name).toString());
        var item = envelope.getData().get(0);
        found.put(name, List.of(envelope.getCode(), or(item.getAmt()), or(item.getLeverage())));
      } catch (Exception thrown) {
        found.put(name, thrown.toString());
      }
    }
    System.out.println(new Gson().toJson(found));
    new SignalBotMarginRequest().algoId("123456").type(SignalBotMarginRequest.TypeEnum.ADD).percent("5");
  }

  static String or(String text) {
    return text == null ? "" : text;
  }
}
