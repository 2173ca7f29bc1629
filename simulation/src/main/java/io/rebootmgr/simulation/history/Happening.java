package io.rebootmgr.simulation.history;

import io.rebootmgr.consul.Autopilot;
import io.rebootmgr.consul.Consul.Instance;
import io.rebootmgr.consul.Consul.LocalService;
import io.rebootmgr.consul.View;
import io.rebootmgr.simulation.consul.Change;
import io.rebootmgr.task.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Something that happened. */
public sealed interface Happening {

    /** In a line, for people. */
    String text();

    /** Whether it is worth a line of a short log. */
    default boolean isNotable() {
        return true;
    }

    /** A node waits for its jobs, so long, and does nothing with what of it is free, which makes so much. */
    record Drains(String node, Duration took, Duration idle) implements Happening {
        @Override
        public String text() {
            return node + " waits " + took + " for its jobs";
        }
    }

    /** Keys were changed. */
    record Applied(Author author, long index, List<Change> changes) implements Happening {
        @Override
        public String text() {
            return author.text() + " wrote " + index + ": "
                    + changes.stream().map(Applied::text).collect(Collectors.joining(", "));
        }

        private static String text(Change change) {
            return change.key()
                    + change.after().map(entry -> "=" + entry.shown().text()).orElse(" deleted");
        }
    }

    /** A run was told, by a confirmed leader, what stands in its node's keys and in those of all groups. */
    record Read(String node, long run, View view) implements Happening {
        @Override
        public String text() {
            return node + " read its keys";
        }

        @Override
        public boolean isNotable() {
            return false;
        }
    }

    /** A run asked something of Consul, or wrote, and does not know what came of it. */
    record Unanswered(String node) implements Happening {
        @Override
        public String text() {
            return node + " gets no answer";
        }

        @Override
        public boolean isNotable() {
            return false;
        }
    }

    /** A run was told which services its node has. */
    record Services(String node, long run, List<LocalService> services) implements Happening {
        @Override
        public String text() {
            return node + " has " + services.size() + " services";
        }

        @Override
        public boolean isNotable() {
            return false;
        }
    }

    /** A run was told whether its node is in maintenance mode. */
    record Maintained(String node, long run, boolean inMaintenance) implements Happening {
        @Override
        public String text() {
            return node + (inMaintenance ? " is" : " is not") + " in maintenance mode";
        }

        @Override
        public boolean isNotable() {
            return false;
        }
    }

    /** The servers, whom everybody else asks, have it in maintenance mode for this reason, or no more. */
    record OutForOthers(String node, Optional<String> reason) implements Happening {
        @Override
        public String text() {
            return node
                    + reason.map(why -> " is in maintenance mode for all: " + why)
                            .orElse(" is in no maintenance mode for others");
        }
    }

    /** A run was told of every instance of a service. */
    record Instances(String node, long run, String service, List<Instance> instances) implements Happening {
        @Override
        public String text() {
            return node + " sees " + instances.size() + " instances of " + service;
        }

        @Override
        public boolean isNotable() {
            return false;
        }
    }

    /** A run was told, by autopilot, of Consul's servers. */
    record Servers(String node, long run, Autopilot told) implements Happening {
        @Override
        public String text() {
            return node + " is told that the servers can lose " + told.failureTolerance();
        }

        @Override
        public boolean isNotable() {
            return false;
        }
    }

    /**
     * One of Consul's servers came, went or votes again: how many vote, of those that count for the quorum.
     *
     * @param byAccident it went, and not with a reboot of its node
     */
    record Voting(String node, long votes, long voters, boolean byAccident) implements Happening {
        @Override
        public String text() {
            return "with " + node + " " + votes + " of " + voters + " Consul servers vote";
        }
    }

    /** The timer, a trigger file or an operator started a run. */
    record RunStarted(String node, String bootId) implements Happening {
        @Override
        public String text() {
            return node + " runs";
        }

        @Override
        public boolean isNotable() {
            return false;
        }
    }

    /** A run ended by itself; {@code code} is what it exits with. */
    record RunEnded(String node, int code, String why) implements Happening {
        @Override
        public String text() {
            return node + " ends with " + code + ": " + why;
        }

        @Override
        public boolean isNotable() {
            return !why.startsWith("nothing to do");
        }
    }

    /** A run stands still, and whatever it has read is older than it knows. */
    record StoodStill(String node) implements Happening {
        @Override
        public String text() {
            return node + "'s run stands still";
        }
    }

    /** A run was killed; its task with it, unless that is said to outlive it. */
    record RunDied(String node) implements Happening {
        @Override
        public String text() {
            return node + "'s run is killed";
        }
    }

    /** A task began. */
    record TaskStarted(String node, String claim, Stage stage, String task) implements Happening {
        @Override
        public String text() {
            return node + " starts " + stage.label() + " " + task;
        }
    }

    /** A task is over; {@code code} is -1 where it was killed. */
    record TaskEnded(String node, String claim, Stage stage, String task, int code) implements Happening {
        @Override
        public String text() {
            return node + "'s " + stage.label() + " " + task + " ends with " + code;
        }
    }

    /** A node has gate programs, from the beginning. */
    record HasPrograms(String node, List<String> names) implements Happening {
        @Override
        public String text() {
            return node + " has gate programs " + names;
        }
    }

    /** A detector that a run asked is over; {@code code} is -1 where it took too long. */
    record DetectorSaid(String node, String detector, int code) implements Happening {
        @Override
        public String text() {
            return node + "'s " + detector + " ends with " + code;
        }

        @Override
        public boolean isNotable() {
            return code != 0;
        }
    }

    /**
     * A detector that does not lie finds that its node needs this, by its exit code, and says so until it has had it.
     */
    record Needs(String node, String detector, int code) implements Happening {
        @Override
        public String text() {
            return node + " needs " + code + ", as " + detector + " finds";
        }
    }

    /** A gate program that a run asked is over; {@code code} is -1 where it was ended. */
    record ProgramSaid(String node, long run, String program, int code) implements Happening {
        @Override
        public String text() {
            return node + "'s gate " + program + " ends with " + code;
        }

        @Override
        public boolean isNotable() {
            return code != 0;
        }
    }

    /**
     * The reboot command was given; an {@code issued} one has not failed, which does not mean that the node goes down.
     */
    record RebootCommanded(String node, String bootId, boolean issued) implements Happening {
        @Override
        public String text() {
            return node + (issued ? " is told to reboot" : "'s reboot command fails");
        }
    }

    /** The node is off; by the command of this boot, or not. */
    record WentDown(String node, String bootId, boolean byCommand) implements Happening {
        @Override
        public String text() {
            return node + (byCommand ? " goes down" : " loses its power");
        }
    }

    /** The node is up again. */
    record Booted(String node, String bootId, boolean stateLost) implements Happening {
        @Override
        public String text() {
            return node + " boots " + bootId + (stateLost ? " without its state directory" : "");
        }
    }

    /**
     * What the node's agent has since this boot, by name: the services that are registered, and those that have their
     * check.
     */
    record Serves(String node, String bootId, List<String> registered, List<String> checked) implements Happening {
        @Override
        public String text() {
            return node + " has services " + registered + ", with their checks " + checked;
        }
    }

    /** A service of the node has told its agent how it is. */
    record Checked(String node, LocalService service, String status) implements Happening {
        @Override
        public String text() {
            return node + "'s " + service.name() + " is " + status;
        }

        @Override
        public boolean isNotable() {
            return false;
        }
    }

    /** A file asks for a reboot of the node from now on, or asks anew. */
    record FileTrigger(String node) implements Happening {
        @Override
        public String text() {
            return node + " has a trigger file";
        }
    }

    /** The file is gone, by an operator or with its file system. */
    record FileTriggerGone(String node) implements Happening {
        @Override
        public String text() {
            return node + "'s trigger file is gone";
        }
    }

    /** The node has lost the file of its claim while it is up. */
    record LostClaimFile(String node) implements Happening {
        @Override
        public String text() {
            return node + " loses the file of its claim";
        }
    }

    /** The node will not come back by itself, says an operator who has looked. */
    record GivenUpForLost(String node) implements Happening {
        @Override
        public String text() {
            return node + " is given up for lost";
        }
    }

    /** The node's wall clock jumped. */
    record ClockTurned(String node, Duration by) implements Happening {
        @Override
        public String text() {
            return node + "'s clock jumps by " + by;
        }
    }

    /** Somebody works on the node under a lease that hangs on a session of this TTL; zero for one that does not. */
    record Disturbed(String node, String lease, Duration ttl) implements Happening {
        @Override
        public String text() {
            return node + " is worked on under " + lease;
        }

        @Override
        public boolean isNotable() {
            return false;
        }
    }

    /** Something worth knowing that nothing has to react to. */
    record Note(String text) implements Happening {}

    /** The agent threw what it must not throw. */
    record Bug(String node, String thrown) implements Happening {
        @Override
        public String text() {
            return node + "'s agent broke: " + thrown;
        }
    }
}
