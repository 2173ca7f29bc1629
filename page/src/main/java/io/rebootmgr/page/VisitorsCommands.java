package io.rebootmgr.page;

import io.rebootmgr.cli.Invocation;
import io.rebootmgr.consul.ConnectionSettings;
import io.rebootmgr.consul.ConsulAdapter;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.UnusablePem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the commands that visitors ask for, as {@code rebootmgr} would and with a visitor's own token, so that Consul
 * decides whether they may. The token is kept nowhere; reasons and the log name its accessor.
 */
final class VisitorsCommands {
    private static final Logger LOG = LoggerFactory.getLogger(VisitorsCommands.class);
    /** What a command says of a token that it was handed like this, and what that is for who typed it into a form. */
    private static final String WHOSE = "the token is that of CONSUL_HTTP_TOKEN";

    private static final String YOURS = "the token is the one that you gave";

    private final ConnectionSettings connection;
    private final Optional<Path> config;
    private final Map<String, String> env;

    /**
     * For the settings of this page.
     *
     * @param env of this page; its own token is taken out of it
     */
    VisitorsCommands(ConnectionSettings connection, Optional<Path> config, Map<String, String> env) {
        this.connection = connection;
        this.config = config;
        this.env = new HashMap<>(env);
        this.env.keySet().removeAll(List.of("CONSUL_HTTP_TOKEN", "CONSUL_HTTP_TOKEN_FILE", "SUDO_USER", "LOGNAME"));
    }

    /**
     * Gives it.
     *
     * @param from where the visitor is, for the log
     */
    Invocation give(Act act, String token, String from) {
        String who;
        try (ConsulAdapter consul = new ConsulAdapter(connection.withToken(token))) {
            who = consul.accessor();
        } catch (ConsulException e) {
            LOG.warn("{} from {} was refused: {}", act.typed(), from, e.reason());
            return new Invocation(
                    1,
                    "nothing was done, for who you are is not known: "
                            + e.reason().replace(WHOSE, YOURS) + "\n");
        } catch (UnusablePem | IllegalArgumentException e) {
            LOG.warn("{} from {} could not be given: {}", act.typed(), from, e.getMessage());
            return new Invocation(1, "nothing was done: " + e.getMessage() + "\n");
        }
        Map<String, String> its = new HashMap<>(env);
        its.put("CONSUL_HTTP_TOKEN", token);
        its.put("USER", who);
        List<String> words = new ArrayList<>(act.words());
        config.ifPresent(file -> words.add("--config=" + file));
        Invocation typed = Invocation.of(words, its);
        Invocation given = new Invocation(typed.code(), typed.text().replace(WHOSE, YOURS));
        // Who did what is to be found without asking for more of the log beforehand.
        LOG.warn("{} by the token with accessor {} from {}: exit {}", act.typed(), who, from, given.code());
        return given;
    }
}
