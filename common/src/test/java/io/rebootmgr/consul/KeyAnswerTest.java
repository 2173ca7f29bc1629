package io.rebootmgr.consul;

import static io.rebootmgr.consul.Adapters.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rebootmgr.json.MalformedJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyAnswerTest {
    private static final String WHOLE = "{'LockIndex':0,'Key':'p/a','Flags':9,'Value':'aGk=','Session':'s1',"
            + "'CreateIndex':3,'ModifyIndex':7,'Namespace':{'of':['an','enterprise']}}";

    private static byte[] json(String text) {
        return bytes(text.replace('\'', '"'));
    }

    private static View transaction(String results, String errors) throws MalformedJson {
        return KeyAnswer.ofTransaction(
                json("{'Index':1,'Results':" + results + ",'Errors':" + errors + ",'Meta':[{}]}"));
    }

    @Test
    void everythingOfAKeyIsRead() throws MalformedJson {
        View view = transaction(
                "[{'Other':[1],'KV':" + WHOLE + "},{'KV':{'Key':'p/b','Value':null,'ModifyIndex':8}}]", "null");
        assertThat(view.under("")).hasSize(2);
        View.Entry whole = view.get("p/a").orElseThrow();
        assertThat(whole.text()).isEqualTo("hi");
        assertThat(whole.session()).contains("s1");
        assertThat(whole.createIndex()).isEqualTo(3);
        assertThat(whole.modifyIndex()).isEqualTo(7);
        View.Entry least = view.get("p/b").orElseThrow();
        assertThat(least.value()).isEmpty();
        assertThat(least.session()).isEmpty();
        assertThat(least.createIndex()).isEqualTo(8);
        assertThat(KeyAnswer.ofPrefix(json("[" + WHOLE + "]")).get("p/a")).isPresent();
    }

    @Test
    void nothingFoundIsNoMistake() throws MalformedJson {
        assertThat(transaction("null", "[]").under("")).isEmpty();
        assertThat(transaction("[]", "null").under("")).isEmpty();
        assertThat(KeyAnswer.ofPrefix(json("[]")).under("")).isEmpty();
        assertThat(KeyAnswer.names(json("[]"))).isEmpty();
        assertThat(KeyAnswer.names(json("['p/a','p/b']"))).containsExactly("p/a", "p/b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'Errors':null}                                       | has no list of Results",
                "{'Results':{'KV':{'Key':'a','ModifyIndex':1}}}        | has no list of Results",
                "[1]                                                   | has no list of Results",
                "{'Results':[],'Errors':[{'What':'no'}]}               | has Errors",
                "{'Results':[7]}                                       | without Key or ModifyIndex",
                "{'Results':[{}]}                                      | without Key or ModifyIndex",
                "{'Results':[{'KV':[1]}]}                              | without Key or ModifyIndex",
                "{'Results':[{'KV':{'Key':['a'],'ModifyIndex':1}}]}    | without Key or ModifyIndex",
                "{'Results':[{'KV':{'Key':'a','ModifyIndex':0}}]}      | without Key or ModifyIndex",
                "{'Results':[{'KV':{'Key':'a','ModifyIndex':1.5}}]}    | without Key or ModifyIndex",
                "{'Results':[{'KV':{'Key':'a','ModifyIndex':99999999999999999999}}]} | without Key or ModifyIndex",
                "{'Results':[{'KV':{'Key':'a','ModifyIndex':1}}]}      | has no base64 as Value of a",
                "{'Results':[{'KV':{'Key':'a','Value':'aG?='}}]}       | has no base64 as Value of a",
                "{'Results':[{'KV':{'Key':'a','Value':'aGk'}}]}        | has no base64 as Value of a",
                "{'Results':[{'KV':{'Key':'a','Value':{'b':1}}}]}      | has no base64 as Value of a",
                "{'Results':[{'KV':{'Key':'a','Session':7}}]}          | has no text as Session of a",
                "{'Results':[{'KV':{'Key':'a','Key':'b'}}]}            | has the field 'Key' twice",
                "{'Results':[{'KV':{'Key':'a'                          | ends in the middle of the object",
            })
    void whatElseItIsIsSaid(String answer, String complaint) {
        assertThatThrownBy(() -> KeyAnswer.ofTransaction(json(answer)))
                .isInstanceOf(MalformedJson.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void aListOfAnythingElseIsNone() {
        assertThatThrownBy(() -> KeyAnswer.names(json("['a',7]"))).hasMessage("is no list of keys");
        assertThatThrownBy(() -> KeyAnswer.names(json("{'a':1}"))).hasMessage("is no list of keys");
        assertThatThrownBy(() -> KeyAnswer.ofPrefix(json("'a'"))).hasMessage("is no list of keys");
        assertThatThrownBy(() -> KeyAnswer.ofPrefix(json("[['a']]"))).hasMessageContaining("without Key");
    }

    @Test
    void moreKeysThanAnyFleetHasAreTooMany() {
        String names = "'a',".repeat(200_000);
        assertThatThrownBy(() -> KeyAnswer.names(json("[" + names + "'a']"))).hasMessage("has more than 200000 keys");
    }
}
