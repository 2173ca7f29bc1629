package io.rebootmgr.consul;

/**
 * The name of every key, below a prefix. The one place that knows them.
 *
 * @param list of which {@link #slots}, {@link #next} and {@link #waiting} speak
 */
public record Keys(String prefix, ClaimList list) {
    private static final int LONGEST_NAME = 200;

    /** Of the nodes that go out of service. */
    public Keys(String prefix) {
        this(prefix, ClaimList.SLOTS);
    }

    /** The same, of this list of claims. */
    public Keys of(ClaimList other) {
        return other == list ? this : new Keys(prefix, other);
    }

    /**
     * Whether this can be a node's or a group's name: {@code [A-Za-z0-9._-]+}, at most 200 characters. Neither
     * {@code .} nor {@code ..} is one: in the path of a request they would lead to other keys.
     */
    public static boolean isName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.equals(".") || name.equals("..")) {
            return false;
        }
        // No pattern and no stream: every idle run asks.
        for (int at = 0; at < name.length(); at++) {
            if (!isOfName(name.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isOfName(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    public String stop() {
        return prefix + "/stop";
    }

    public String groupStop(String group) {
        return group(group) + "stop";
    }

    public String nodeStop(String node) {
        return node(node) + "stop";
    }

    /** Nothing new begins anywhere; as {@link #stop}, for a group and a node too. */
    public String pause() {
        return prefix + "/pause";
    }

    public String groupPause(String group) {
        return group(group) + "pause";
    }

    public String nodePause(String node) {
        return node(node) + "pause";
    }

    public String config() {
        return prefix + "/config";
    }

    public String groupConfig(String group) {
        return group(group) + "config";
    }

    public String nodeConfig(String node) {
        return node(node) + "config";
    }

    /** Who changed the fleet's policy. Not beside it: all that begins like its key is read by every run. */
    public String configChanges() {
        return prefix + "/changes/fleet";
    }

    public String groupConfigChanges(String group) {
        return prefix + "/changes/groups/" + group;
    }

    public String nodeConfigChanges(String node) {
        return prefix + "/changes/nodes/" + node;
    }

    /** The node has switched itself off, where its token may not write its own policy. */
    public String disabled(String node) {
        return node(node) + "disabled";
    }

    public String rebootRequired(String node) {
        return node(node) + "reboot_required";
    }

    /** An operator's request for a change of some kind: a reboot is asked for by {@link #rebootRequired}. */
    public String changeRequired(String node) {
        return node(node) + "change_required";
    }

    /** The Python rebootmgr's spelling, which counts just as much. */
    public String pythonRebootRequired(String node) {
        return prefix + "/" + node + "/reboot_required";
    }

    /** The claims of the group. */
    public String slots(String group) {
        return group(group) + list.key();
    }

    public String preparing(String group, String node) {
        return group(group) + "preparing/" + node;
    }

    /** The node's own word that it has committed a claim of the group and is not back yet: nobody else writes it. */
    public String out(String group, String node) {
        return outOf(group) + node;
    }

    /** Above every node of the group that is out of service. */
    public String outOf(String group) {
        return group(group) + "out/";
    }

    /** The nodes that are next in line for a slot of the group. */
    public String next(String group) {
        return group(group) + list.next();
    }

    /** The claims of the group that somebody was told of as stuck, so that nobody else tells them again. */
    public String stuck(String group) {
        return group(group) + "stuck";
    }

    /**
     * This node waits for a slot of the group. Beside the group's other keys, for there can be ten thousand of these.
     */
    public String waiting(String group, String node) {
        return waitingIn(group) + node;
    }

    /** Above every node that waits for a slot of the group. */
    public String waitingIn(String group) {
        return waiting() + group + "/";
    }

    /** Above every node that waits for a slot. */
    public String waiting() {
        return prefix + "/" + list.waiting() + "/";
    }

    public String status(String node) {
        return node(node) + "status";
    }

    /** The services that an operator has declared gone for good, so that this node's return does not wait for them. */
    public String waived(String node) {
        return node(node) + "waived";
    }

    /** Who may disturb this node, beside its own claim. */
    public String lease(String node) {
        return node(node) + "lease";
    }

    public String history(String node) {
        return node(node) + "history";
    }

    /** Every rollout under way, small: each run of the fleet reads it. */
    public String rollouts() {
        return prefix + "/rollouts";
    }

    /**
     * What operators have ordered of a rollout. Theirs alone to write: what nodes write beside it is believed by it.
     */
    public String rolloutOrder(String id) {
        return rolloutOrders() + id;
    }

    /** Above every rollout's order. */
    public String rolloutOrders() {
        return prefix + "/rollout_orders/";
    }

    /** Who is starting a rollout of which group right now, so that of two who do one wins. */
    public String rolloutStarts() {
        return prefix + "/rollout_starts";
    }

    /** In which wave of which rollout the node is, and what came of it. */
    public String rolloutNode(String node) {
        return rolloutNodes() + node;
    }

    /** Above every node's place in a rollout. */
    public String rolloutNodes() {
        return prefix + "/rollout_nodes/";
    }

    /** What was done to a rollout, by whom and why, and how its waves went; it stays when the rollout has ended. */
    public String rolloutRecord(String id) {
        return rolloutRecords() + id;
    }

    /** Locked by the node that does for its group what comes once at the end of a rollout. */
    public String rolloutLock(String id, String group) {
        return rolloutLocks() + group + "/" + id;
    }

    /** Above all of these. */
    public String rolloutLocks() {
        return prefix + "/rollout_locks/";
    }

    /** The same of a task that one node of the group runs for all. */
    public String rolloutLock(String id, String group, String stage, String task) {
        return rolloutLock(id, group) + "/" + stage + "/" + task;
    }

    /** What became of such a task: which node ran it, and whether it succeeded. */
    public String rolloutOnce(String id, String group, String stage, String task) {
        return rolloutOnces() + group + "/" + id + "/" + stage + "/" + task;
    }

    /** Above all of these. */
    public String rolloutOnces() {
        return prefix + "/rollout_once/";
    }

    /** Above those of one group: a node's token may write no others. */
    public String rolloutOnces(String group) {
        return rolloutOnces() + group + "/";
    }

    /** Above every rollout's record. */
    public String rolloutRecords() {
        return prefix + "/rollout_history/";
    }

    /** The versions that were published. */
    public String versions() {
        return prefix + "/versions";
    }

    /** The newest of them, small: each run of the fleet reads it. */
    public String published() {
        return prefix + "/published";
    }

    /** Which published version the group has taken over by itself. */
    public String followed(String group) {
        return group(group) + "followed";
    }

    /** Above every group, with the closing slash that keeps {@code web1} from reading {@code web10}. */
    public String groups() {
        return prefix + "/groups/";
    }

    /** Above every node. */
    public String nodes() {
        return prefix + "/nodes/";
    }

    /** Above one group's keys. */
    public String group(String group) {
        return groups() + group + "/";
    }

    /** Above one node's keys. */
    public String node(String node) {
        return nodes() + node + "/";
    }
}
