package io.rebootmgr.settings;

import io.rebootmgr.file.PlainFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the Consul token. What it finds wrong is told without the token, or anything that might be one. */
final class TokenSource {
    private static final String EXPECTED = "expected a file that holds a token";
    private static final int LONGEST = 4096;

    private TokenSource() {}

    /** The token, and the file it came from. */
    record Found(Optional<Token> token, Optional<Path> file) {}

    /** Consul's order: the variable that names a file, the one that holds the token; then the settings file. */
    static Found read(Values values) {
        Inputs in = values.in();
        Optional<Given> plain = in.variable("consul.token", "CONSUL_HTTP_TOKEN");
        Optional<Given> file = in.variable("consul.token_file", "CONSUL_HTTP_TOKEN_FILE");
        if (file.isEmpty() && plain.isPresent()) {
            return new Found(checked(in, plain.get(), plain.get().text(), "expected a token"), Optional.empty());
        }
        if (file.isEmpty()) {
            file = in.text("consul.token_file");
        }
        return file.isEmpty() ? new Found(Optional.empty(), Optional.empty()) : load(values, file.get());
    }

    private static Found load(Values values, Given given) {
        Inputs in = values.in();
        boolean fromFile = !(given.origin() instanceof SettingOrigin.Variable);
        if (given.text().isBlank() || (fromFile && !given.text().startsWith("/"))) {
            in.wrong(given, "is not an absolute path (not shown, it may be a token)", EXPECTED);
            return new Found(Optional.empty(), Optional.empty());
        }
        Optional<Path> path = values.absolute(given);
        if (path.isEmpty()) {
            return new Found(Optional.empty(), Optional.empty());
        }
        try {
            String text = PlainFile.text(path.get(), LONGEST + 1).strip();
            return new Found(checked(in, given, text, EXPECTED), path);
        } catch (IOException e) {
            unusable(in, given, PlainFile.why(e));
        }
        return new Found(Optional.empty(), path);
    }

    private static void unusable(Inputs in, Given given, String why) {
        String shown = given.text().startsWith("/")
                ? WrongValue.text(given.text())
                : "names a file (not shown, it may be a token)";
        in.wrong(given, shown + ", which " + why, EXPECTED);
    }

    private static Optional<Token> checked(Inputs in, Given given, String token, String expected) {
        boolean usable = !token.isEmpty() && token.length() <= LONGEST;
        for (int i = 0; i < token.length(); i++) {
            usable &= token.charAt(i) > ' ' && token.charAt(i) < 0x7f;
        }
        if (usable) {
            return Optional.of(new Token(token));
        }
        String why = token.isEmpty() ? "is empty" : "holds what cannot be a token: spaces, odd characters or too much";
        if (given.key().equals("consul.token")) {
            in.wrong(given, why, expected);
        } else {
            unusable(in, given, why);
        }
        return Optional.empty();
    }
}
