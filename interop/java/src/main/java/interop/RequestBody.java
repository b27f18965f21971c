package interop;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Flow;

/** The bytes that a request will send, which {@link HttpRequest} only lets a subscriber read. */
final class RequestBody {
  private RequestBody() {}

  /** All of the body, empty without one. For bodies in memory, as generated clients have them. */
  static byte[] of(HttpRequest request) {
    var collected = BodySubscribers.ofByteArray();
    request.bodyPublisher().orElseGet(HttpRequest.BodyPublishers::noBody).subscribe(
        new Flow.Subscriber<ByteBuffer>() {
          @Override public void onSubscribe(Flow.Subscription all) { collected.onSubscribe(all); }
          @Override public void onNext(ByteBuffer part) { collected.onNext(List.of(part)); }
          @Override public void onError(Throwable problem) { collected.onError(problem); }
          @Override public void onComplete() { collected.onComplete(); }
        });
    return collected.getBody().toCompletableFuture().join();
  }
}
