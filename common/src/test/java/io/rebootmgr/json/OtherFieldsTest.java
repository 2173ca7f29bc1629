package io.rebootmgr.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is kept of the objects in an object, and where it is written again. */
class OtherFieldsTest {
    private static final String OLD = """
            {"tasks":[{"name":"a","code":1,"new":1},{"name":"b","code":1,"new":2}],"end":{"why":"w","new":3},"new":4}""";

    /** As a document of tasks and an end is read here. */
    private static OtherFields read(String document) throws MalformedJson {
        Fields fields = Fields.parse(document.getBytes(StandardCharsets.UTF_8));
        for (Fields task : fields.objects("tasks")) {
            task.text("name");
            task.code("code");
        }
        Optional<Fields> end = fields.object("end");
        if (end.isPresent()) {
            end.get().text("why", "");
        }
        return OtherFields.of(fields, name -> name.equals("tasks") || name.equals("end"));
    }

    private static String written(OtherFields others, String document) throws MalformedJson {
        ObjectNode json = (ObjectNode) Json.parse(document.getBytes(StandardCharsets.UTF_8));
        others.writeTo(json);
        return Json.line(json);
    }

    @Test
    void goesWithItsObjectWhereverThatStandsAndWhateverBecameOfItsNumbers() throws Exception {
        assertThat(written(read(OLD), "{\"tasks\":[{\"name\":\"b\",\"code\":0},{\"name\":\"a\",\"code\":1}]}"))
                .isEqualTo("{\"tasks\":[{\"name\":\"b\",\"code\":0,\"new\":2},{\"name\":\"a\",\"code\":1,\"new\":1}],"
                        + "\"new\":4}");
    }

    @Test
    void goesWhenAnotherObjectHasTakenThePlace() throws Exception {
        assertThat(written(read(OLD), "{\"tasks\":[{\"name\":\"c\",\"code\":1}],\"end\":{\"why\":\"other\"}}"))
                .isEqualTo("{\"tasks\":[{\"name\":\"c\",\"code\":1}],\"end\":{\"why\":\"other\"},\"new\":4}");
    }

    @Test
    void takesTheWordOfNobodyWhoHasSaidIt() throws Exception {
        assertThat(written(read(OLD), "{\"end\":{\"why\":\"w\",\"new\":\"mine\"}}"))
                .isEqualTo("{\"end\":{\"why\":\"w\",\"new\":\"mine\"},\"new\":4}");
    }

    @Test
    void ofTwoThatAreAlikeEachHasItsOwn() throws Exception {
        String twins = "{\"tasks\":[{\"name\":\"a\",\"code\":1,\"new\":1},{\"name\":\"a\",\"code\":1,\"new\":2}]}";
        assertThat(written(read(twins), "{\"tasks\":[{\"name\":\"a\",\"code\":1},{\"name\":\"a\",\"code\":1}]}"))
                .isEqualTo(twins);
    }

    @Test
    void isBoundedOverAllOfThem() throws Exception {
        ObjectNode old = Json.object();
        ArrayNode tasks = old.putArray("tasks");
        for (int i = 0; i < 200; i++) {
            tasks.addObject().put("name", "t" + i).put("code", 0).put("new", "x".repeat(90));
        }
        old.put("new", "x".repeat(1_000));
        ObjectNode known = Json.object();
        ArrayNode bare = known.putArray("tasks");
        for (int i = 0; i < 200; i++) {
            bare.addObject().put("name", "t" + i).put("code", 0);
        }
        int without = Json.bytes(known).length;

        String kept = written(read(Json.line(old)), Json.line(known));

        assertThat(kept).contains("x".repeat(1_000));
        assertThat(kept.length() - without).isBetween(3_000, 4_096);
    }

    @Test
    void ofWhatIsTooMuchAtTheTopTheRestIsKept() throws Exception {
        String old = "{\"end\":{\"why\":\"w\",\"new\":3},\"new\":\"" + "x".repeat(5_000) + "\"}";
        assertThat(written(read(old), "{\"end\":{\"why\":\"w\"}}")).isEqualTo("{\"end\":{\"why\":\"w\",\"new\":3}}");
    }
}
