package io.rebootmgr.page;

import io.rebootmgr.cli.Version;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.Keys;
import io.rebootmgr.consul.TlsContext;
import io.rebootmgr.consul.UnusablePem;
import io.rebootmgr.settings.Settings;
import io.rebootmgr.settings.SettingsReader;
import io.rebootmgr.settings.SettingsResult;
import io.rebootmgr.text.PrintableText;
import io.rebootmgr.verdict.ExitCode;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The live page, until it is told to end. */
@Command(
        name = "page",
        mixinStandardHelpOptions = true,
        versionProvider = Version.Provider.class,
        description = {
            "Serve a live web page of the fleet: who is out, for how long, who waits, rollouts, leases, the last and"
                    + " the next reboots. Nobody can do anything there but look, unless it is started with --actions."
                    + " /metrics is the fleet for Prometheus.",
            "",
            "Example: rebootmgr page --listen 127.0.0.1:8780"
        })
final class PageCommand implements Callable<Integer> {
    private static final int LONGEST = 2_000;
    private static final int MOST_VIEWERS = 500;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings file (default: $REBOOTMGR_CONFIG, else /etc/rebootmgr/rebootmgr.toml).")
    private @Nullable Path config;

    @Option(names = "--listen", paramLabel = "ADDRESS:PORT", description = "Where to listen (default: 127.0.0.1:8780).")
    private String listen = "127.0.0.1:8780";

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "A name under which people reach the page, as behind a reverse proxy; may be given again."
                    + " localhost and plain addresses are answered anyhow.")
    private List<String> hosts = List.of();

    @Option(
            names = "--insecure-listen",
            description =
                    "Listen elsewhere than on loopback without TLS, though everybody who reaches the port can read"
                            + " the page, and everybody on the way too.")
    private boolean insecure;

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve https with this certificate (PEM, whoever signed it behind it). The page has no login:"
                    + " everybody who reaches the port can read it.")
    private @Nullable Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key (PEM, without a password).")
    private @Nullable Path key;

    @Option(
            names = "--actions",
            description = "Let visitors stop, resume, pause and unpause, each with a Consul token of their own, so that"
                    + " Consul decides whether they may. Wants loopback or TLS.")
    private boolean actions;

    private final Map<String, String> env;
    private final PrintStream err;
    private final Consumer<WebServer> started;

    /**
     * One that nobody has started.
     *
     * @param started is told of the server when it listens
     */
    PageCommand(Map<String, String> env, PrintStream err, Consumer<WebServer> started) {
        this.env = env;
        this.err = err;
        this.started = started;
    }

    @Override
    public Integer call() throws Exception {
        Optional<InetSocketAddress> address = address();
        if (address.isEmpty()) {
            return refuse(ExitCode.USAGE, "--listen " + listen + " is not ADDRESS:PORT, as 127.0.0.1:8780");
        }
        boolean open = !address.get().getAddress().isLoopbackAddress() && certificate == null;
        if ((certificate == null) != (key == null)) {
            return refuse(ExitCode.USAGE, "--tls-cert and --tls-key are given both or not at all");
        }
        if (open && actions) {
            return refuse(
                    ExitCode.USAGE,
                    "--actions: visitors would send their tokens to " + listen + " for everybody on the way to read;"
                            + " it wants --tls-cert and --tls-key, or loopback behind a reverse proxy with TLS");
        }
        if (open && !insecure) {
            return refuse(
                    ExitCode.USAGE,
                    "--listen " + listen + " is not loopback: everybody who reaches it could read the page, and"
                            + " everybody on the way, for it has no TLS. Give it --tls-cert and --tls-key, put a reverse"
                            + " proxy with TLS before it, or add --insecure-listen if that is what you want");
        }
        return switch (SettingsReader.read(Optional.ofNullable(config), env)) {
            case SettingsResult.Invalid(var problems) -> {
                StringBuilder text = new StringBuilder("invalid settings");
                problems.forEach(problem -> text.append("; ").append(problem.text()));
                yield refuse(ExitCode.INVALID, text.toString());
            }
            case SettingsResult.Loaded loaded -> serve(loaded.settings(), address.get());
        };
    }

    private int serve(Settings settings, InetSocketAddress address) throws Exception {
        Set<String> names = new HashSet<>(hosts);
        ZoneId zone = ZoneId.systemDefault();
        try (ConsulAdapter consul = new ConsulAdapter(settings.consul().connection());
                Feed feed = new Feed(consul, new Keys(settings.consul().prefix()), InstantSource.system(), zone)) {
            Optional<KeyStore> tls = certificate != null && key != null
                    ? Optional.of(TlsContext.keyStore(certificate, key))
                    : Optional.empty();
            Hosts known = new Hosts(names);
            Assets assets = new Assets();
            Templates templates = new Templates(assets);
            Optional<Actions> offered = actions
                    ? Optional.of(new Actions(
                            new VisitorsCommands(settings.consul().connection(), Optional.ofNullable(config), env),
                            new SameOrigin(known, InstantSource.system()),
                            templates))
                    : Optional.empty();
            feed.start();
            Routes routes = new Routes(
                    feed, known, new Texts(zone), new Events(feed, MOST_VIEWERS), assets, templates, offered);
            try (WebServer server = new WebServer(address, tls, routes, WebServer.Patience.USUAL)) {
                server.start();
                say("the page is at " + (tls.isPresent() ? "https" : "http") + "://"
                        + listen.replaceFirst(":[0-9]+$", ":" + server.port()) + "/");
                if (tls.isEmpty() && !address.getAddress().isLoopbackAddress()) {
                    say("without TLS everybody who reaches " + listen + " can read the page, and who is on the way can"
                            + " read along: tokens that visitors send there are anybody's to use. Put TLS in front, or"
                            + " give it --tls-cert and --tls-key");
                }
                started.accept(server);
                server.join();
            }
            return ExitCode.DONE.number();
        } catch (UnusablePem e) {
            return refuse(ExitCode.INVALID, String.valueOf(e.getMessage()));
        } catch (java.io.IOException e) {
            return refuse(ExitCode.INVALID, "cannot listen on " + listen + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.DONE.number();
        }
    }

    private Optional<InetSocketAddress> address() {
        int colon = listen.lastIndexOf(':');
        if (colon < 1 || !listen.substring(colon + 1).matches("[0-9]{1,5}")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(listen.substring(colon + 1));
        try {
            return port > 65_535
                    ? Optional.empty()
                    : Optional.of(new InetSocketAddress(InetAddress.getByName(listen.substring(0, colon)), port));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private int refuse(ExitCode code, String why) {
        say(why);
        return code.number();
    }

    private void say(String text) {
        err.println("rebootmgr: " + PrintableText.of(text, LONGEST));
    }
}
