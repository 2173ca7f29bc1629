package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.doctor.Finding;
import io.rebootmgr.doctor.Finding.Level;
import io.rebootmgr.json.Json;
import io.rebootmgr.verdict.ExitCode;
import java.util.List;
import java.util.Locale;

/** What {@code doctor} prints. */
public final class DoctorPage {
    private DoctorPage() {}

    /** For people. */
    public static Page of(List<Finding> findings, boolean coloured) {
        Table table = new Table("EXAMINED", "", "FINDING");
        for (Finding finding : findings) {
            List<String> lines = finding.wayOut().isPresent()
                    ? List.of(finding.text(), "-> " + finding.wayOut().get())
                    : List.of(finding.text());
            table.row(
                    Cell.of(finding.about()),
                    Cell.of(finding.level().label(), style(finding.level())),
                    Cell.lines(lines));
        }
        long failed = count(findings, Level.FAIL);
        long warned = count(findings, Level.WARN);
        return new Page(coloured)
                .table(table)
                .gap()
                .line(
                        (failed > 0 ? "not ready: " + failed + " FAIL, " : "ready: ") + warned + " warn",
                        failed > 0 ? Style.ALARM : Style.STRONG);
    }

    private static Style style(Level level) {
        return switch (level) {
            case OK -> Style.GOOD;
            case NOTE -> Style.PLAIN;
            case WARN -> Style.NOTICE;
            case FAIL -> Style.ALARM;
        };
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }

    /** For programs. */
    public static ObjectNode json(List<Finding> findings, ExitCode code) {
        ObjectNode json = Json.object().put("ready", code == ExitCode.DONE).put("exit_code", code.number());
        ArrayNode list = json.putArray("findings");
        for (Finding finding : findings) {
            ObjectNode item = list.addObject()
                    .put("about", finding.about())
                    .put("level", finding.level().label().toLowerCase(Locale.ROOT))
                    .put("text", finding.text());
            finding.wayOut().ifPresent(way -> item.put("way_out", way));
            finding.code().ifPresent(c -> item.put("exit_code", c.number()));
        }
        return json;
    }
}
