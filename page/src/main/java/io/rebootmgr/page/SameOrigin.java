package io.rebootmgr.page;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Tells what a visitor sent from this very page from what another site made the browser send: by what the browser says
 * of where it comes from, and by a seal on each form that nobody else can make. A seal is good for a while, and until
 * the page is started anew.
 */
final class SameOrigin {
    private static final Duration GOOD_FOR = Duration.ofMinutes(30);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final Hosts hosts;
    private final InstantSource clock;
    private final SecretKeySpec key;

    SameOrigin(Hosts hosts, InstantSource clock) {
        this.hosts = hosts;
        this.clock = clock;
        byte[] secret = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(secret);
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    /**
     * A seal for a form that is given out now.
     *
     * @param what the form is for; for anything else the seal is not good
     */
    String seal(String what) {
        return seal(clock.instant().getEpochSecond(), what);
    }

    private String seal(long at, String what) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return at + "." + HexFormat.of().formatHex(mac.doFinal((at + " " + what).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    /** Why what came is not to be obeyed; empty where it comes from a form of ours for this. */
    Optional<String> doubt(Request request, String seal, String what) {
        if (!isOwn(request)) {
            return Optional.of("It was not sent from this page, or the browser does not say so.");
        }
        String at = seal.replaceFirst("\\..*", "");
        if (!at.matches("[0-9]{1,12}") || !isSame(seal, seal(Long.parseLong(at), what))) {
            return Optional.of("The form is not of this page or not for this, or the page was started anew since: begin"
                    + " once more.");
        }
        long age = clock.instant().getEpochSecond() - Long.parseLong(at);
        return age < 0 || age > GOOD_FOR.toSeconds()
                ? Optional.of("The form is older than " + GOOD_FOR.toMinutes() + " minutes: begin once more.")
                : Optional.empty();
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    /** By the headers that scripts cannot set; a browser that sends none of them is too old to be protected. */
    private boolean isOwn(Request request) {
        Optional<String> site = Optional.ofNullable(request.getHeaders().get("Sec-Fetch-Site"));
        Optional<String> origin = Optional.ofNullable(request.getHeaders().get(HttpHeader.ORIGIN));
        // Where a browser says it in this word, its Origin may be "null" all the same, as for a page that sends no
        // referrer.
        return site.map(its -> its.equals("same-origin"))
                .orElseGet(() -> origin.filter(its -> isOwn(request, its)).isPresent());
    }

    private boolean isOwn(Request request, String origin) {
        try {
            URI uri = URI.create(origin);
            String asked = Optional.ofNullable(request.getHeaders().get(HttpHeader.HOST))
                    .orElse("");
            String host = Optional.ofNullable(uri.getHost()).orElse("");
            // Behind a reverse proxy the page is asked for under another name than the visitor typed.
            return !host.isEmpty()
                    && (asked.toLowerCase(Locale.ROOT)
                                    .equals(uri.getRawAuthority().toLowerCase(Locale.ROOT))
                            || hosts.isNamed(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
