package io.rebootmgr.show;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rebootmgr.detect.Detection;
import io.rebootmgr.detect.Said;
import io.rebootmgr.json.Json;
import java.util.Comparator;
import java.util.List;

/** What {@code detect} prints. */
public final class DetectPage {
    private DetectPage() {}

    /** The highest word of all. */
    public static Said verdict(List<Detection> detections) {
        return detections.stream()
                .map(Detection::said)
                .max(Comparator.naturalOrder())
                .orElse(Said.GOOD);
    }

    /** For people. */
    public static Page of(List<Detection> detections, boolean coloured) {
        Page page = new Page(coloured);
        if (detections.isEmpty()) {
            return page.line("no detectors: nothing looks at this node but trigger files and keys");
        }
        Said verdict = verdict(detections);
        page.line(
                switch (verdict) {
                    case GOOD -> "this node needs nothing";
                    case HOT -> "this node needs a hot change";
                    case DRAIN -> "this node needs a drain";
                    case REBOOT -> "this node needs a reboot";
                    case ERROR -> "not known what this node needs: nothing begins on it meanwhile";
                },
                style(verdict));
        Table table = new Table("DETECTOR", "SAYS", "TOOK", "REASON");
        Table facts = new Table("FACT", "VALUE", "DETECTOR");
        for (Detection detection : detections) {
            table.row(
                    Cell.of(detection.name()),
                    Cell.of(detection.said().label(), style(detection.said())),
                    Cell.of(Age.text(detection.took())),
                    Cell.of(detection.reason()));
            detection
                    .facts()
                    .forEach((name, value) -> facts.row(Cell.of(name), Cell.of(value), Cell.of(detection.name())));
        }
        page.gap().table(table);
        return facts.isEmpty() ? page : page.gap().table(facts);
    }

    private static Style style(Said said) {
        return switch (said) {
            case GOOD -> Style.GOOD;
            case HOT, DRAIN, REBOOT -> Style.NOTICE;
            case ERROR -> Style.ALARM;
        };
    }

    /** For programs. */
    public static ObjectNode json(List<Detection> detections) {
        ObjectNode json = Json.object().put("verdict", verdict(detections).label());
        ArrayNode list = json.putArray("detectors");
        for (Detection detection : detections) {
            ObjectNode item = list.addObject()
                    .put("name", detection.name())
                    .put("verdict", detection.said().label())
                    .put("reason", detection.reason());
            if (detection.exit() == Detection.NO_EXIT) {
                item.putNull("exit");
            } else {
                item.put("exit", detection.exit());
            }
            item.put("milliseconds", detection.took().toMillis());
            ObjectNode facts = item.putObject("facts");
            detection.facts().forEach(facts::put);
        }
        return json;
    }
}
