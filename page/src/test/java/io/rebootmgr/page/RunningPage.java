package io.rebootmgr.page;

import io.rebootmgr.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The page as its command serves it, in this JVM and on a free port, for the keys below {@code fleet}. */
final class RunningPage implements AutoCloseable {
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final HttpClient client;
    private final Thread command;
    private final URI address;

    private RunningPage(List<String> args, Map<String, String> env, HttpClient client) {
        this.client = client;
        CompletableFuture<Integer> port = new CompletableFuture<>();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        command = Thread.ofPlatform()
                .start(() -> port.complete(-1 - Main.run(args, env, err, server -> port.complete(server.port()))));
        Await.until(port::isDone, Await.BOUND, "the page");
        address = URI.create((args.contains("--tls-cert") ? "https" : "http") + "://127.0.0.1:" + port.join());
        Await.until(() -> get("/healthz").body().equals("ok\n"), Await.BOUND, "a first picture");
    }

    /**
     * Serves it, and returns once it has read the fleet.
     *
     * @param folder for its settings
     * @param consul where it reads
     */
    static RunningPage start(Path folder, URI consul, Map<String, String> env, String... options) {
        List<String> args = new ArrayList<>(List.of("page", "--listen", "127.0.0.1:0"));
        args.addAll(List.of(options));
        args.addAll(List.of("--config", settings(folder, consul).toString()));
        return start(args, env);
    }

    /** The same for a client of its own, such as one that trusts the page's certificate. */
    static RunningPage start(HttpClient client, Path folder, URI consul, String... options) {
        List<String> args = new ArrayList<>(List.of("page"));
        args.addAll(List.of(options));
        args.addAll(List.of("--config", settings(folder, consul).toString()));
        return new RunningPage(args, Map.of(), client);
    }

    /** The same with a command line of its own. */
    static RunningPage start(List<String> args, Map<String, String> env) {
        return new RunningPage(args, env, HttpClient.newHttpClient());
    }

    private static Path settings(Path folder, URI consul) {
        try {
            return Files.writeString(folder.resolve("page.toml"), """
                    [node]
                    name = "adm1"
                    group = "none"
                    [consul]
                    address = "%s"
                    prefix = "fleet"
                    timeout = "5s"
                    """.formatted(consul));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What it said on standard error. */
    List<String> said() {
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** Where it is. */
    URI address() {
        return address;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path)).build());
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, BodyHandlers.ofString());
    }

    /** Waits until a path's answer holds the text. */
    void shows(String path, String text) {
        Await.until(() -> get(path).body().contains(text), Await.BOUND, text + " at " + path);
    }

    @Override
    public void close() {
        command.interrupt();
        try {
            command.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.close();
    }
}
