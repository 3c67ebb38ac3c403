package bookstore_v2;

import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Calls the gate through the file that signs: the rest of the client needs libraries that only Maven has. */
public final class Call {
  private static final OkHttpClient CLIENT = new OkHttpClient.Builder()
      .addNetworkInterceptor(new Signing(() -> new Signing.Credentials(System.getenv("AWS_ACCESS_KEY_ID"),
          System.getenv("AWS_SECRET_ACCESS_KEY"), System.getenv("AWS_SESSION_TOKEN"))))
      .build();

  public static void main(String[] words) throws IOException {
    HttpUrl books = HttpUrl.parse(words[0] + "/catalog/books").newBuilder()
        .addQueryParameter("q", System.getenv("QUERY")).addQueryParameter("page", "2").build();
    send(new Request.Builder().url(books));
    RequestBody body = RequestBody.create(MediaType.parse("application/json"), "{\"count\": 3}");
    send(new Request.Builder().url(words[0] + "/stock/" + System.getenv("ISBN")).put(body));
    send(new Request.Builder().url(words[0] + "/feed").header("X-API-Key", System.getenv("KEY")));
    send(new Request.Builder().url(words[0] + "/orders").header("Authorization", "Bearer " + System.getenv("TOKEN")));
    System.exit(0);
  }

  private static void send(Request.Builder request) throws IOException {
    try (Response response = CLIENT.newCall(request.build()).execute()) {
      if (!response.isSuccessful()) {
        throw new IOException(response.toString());
      }
    }
  }
}
