package io.rebootmgr.consul;

import java.util.regex.Pattern;

/** The form of Consul's session ids. Whatever else stands where one should be is no session that Consul could know. */
final class SessionId {
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private SessionId() {}

    static boolean isOne(String text) {
        return UUID.matcher(text).matches();
    }
}
