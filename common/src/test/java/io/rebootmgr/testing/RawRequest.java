package io.rebootmgr.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request as it stands on the wire: its head with the empty line that ends it, and as many bytes as that announces.
 */
record RawRequest(String head, byte[] body) {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d{1,7}) *$");
    private static final int MOST_BYTES = 1 << 20;
    private static final int TIMEOUT_MS = 60_000;

    /** Reads one. @throws IOException when the client ends before its end */
    static RawRequest read(Socket client) throws IOException {
        client.setSoTimeout(TIMEOUT_MS);
        String head = head(client.getInputStream());
        Matcher length = LENGTH.matcher(head);
        int announced = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return new RawRequest(head, client.getInputStream().readNBytes(Math.min(announced, MOST_BYTES)));
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
            int next = in.read();
            if (next < 0 || head.length() > MOST_BYTES) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
