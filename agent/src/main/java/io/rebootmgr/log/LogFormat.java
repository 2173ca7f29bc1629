package io.rebootmgr.log;

/** Turns an event into what is written of it. */
public interface LogFormat {

    /** Its lines, each with its line break; one line but for a stack trace. */
    String lines(LogEvent event);

    /** A message on one line: breaks in it, with the blanks around them, become bars. */
    static String folded(String message) {
        if (message.indexOf('\n') < 0) {
            return message;
        }
        StringBuilder line = new StringBuilder();
        for (String part : message.split("\n", -1)) {
            if (!part.isBlank()) {
                line.append(line.isEmpty() ? "" : " | ").append(part.strip());
            }
        }
        return line.toString();
    }
}
