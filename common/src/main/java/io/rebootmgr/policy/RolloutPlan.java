package io.rebootmgr.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.rebootmgr.json.Json;
import io.rebootmgr.json.MalformedJson;
import java.util.ArrayList;
import java.util.List;

/** The waves of a rollout as an operator writes them into a file, read with all errors at once. */
public record RolloutPlan(List<PlannedWave> waves) {
    /** They stand in a key that every run of the fleet reads. */
    public static final int WAVES_MOST = 50;

    /** What reading came to. */
    public sealed interface Reading {
        record Read(RolloutPlan plan) implements Reading {}

        /** At least one problem, each with its place. */
        record Invalid(List<Problem> problems) implements Reading {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }

    public RolloutPlan {
        waves = List.copyOf(waves);
    }

    /** Reads percentages of waves: {@code 5%,25%,100%}. */
    public static Parsed<List<Integer>> percentages(String text) {
        return RolloutFields.percentages(text);
    }

    /**
     * Reads one.
     *
     * @param name of the file, for messages
     */
    public static Reading read(String name, byte[] content) {
        List<Problem> problems = new ArrayList<>();
        JsonNode json;
        try {
            if (content.length > Layer.LARGEST) {
                throw new MalformedJson("is more than " + Layer.LARGEST + " bytes long");
            }
            json = Json.parse(content);
        } catch (MalformedJson e) {
            return new Reading.Invalid(List.of(new Problem(name, String.valueOf(e.getMessage()))));
        }
        FieldValue top = new FieldValue(new Layer(name, LayerKind.FLEET, content), "", json, problems);
        List<PlannedWave> waves = RolloutFields.plan(top);
        return problems.isEmpty() ? new Reading.Read(new RolloutPlan(waves)) : new Reading.Invalid(problems);
    }
}
