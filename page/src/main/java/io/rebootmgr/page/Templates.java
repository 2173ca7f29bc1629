package io.rebootmgr.page;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The markup. Every value is escaped: no template has a way to write one as it is. */
final class Templates {
    /** Where the frame has room for the part that changes; no value can hold it, for values are escaped. */
    private static final String MARK = "<!-- main -->";

    private final Assets assets;
    private final Template fleet = compile("fleet");
    private final Template node = compile("node");
    private final Template frame = compile("frame");

    Templates(Assets assets) {
        this.assets = assets;
    }

    private static Template compile(String name) {
        String text = new String(Assets.read(name + ".mustache"), StandardCharsets.UTF_8);
        return Mustache.compiler()
                .escapeHTML(true)
                .emptyStringIsFalse(true)
                .zeroIsFalse(true)
                .strictSections(false)
                .compile(text);
    }

    /** The part that changes. */
    String fragment(FleetView view) {
        return fleet.execute(view);
    }

    String fragment(NodeView view) {
        return node.execute(view);
    }

    /** A whole page around such a part. */
    String page(String title, String fragment, Query query) {
        String whole = frame.execute(Map.of(
                "title", title,
                "style", assets.path("page.css"),
                "script", assets.path("page.js"),
                "icon", assets.path("icon.svg"),
                "query", query));
        int at = whole.indexOf(MARK);
        return whole.substring(0, at) + fragment + whole.substring(at + MARK.length());
    }
}
