package io.rebootmgr.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessStatTest {
    private static final String AFTER_SESSION = " 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 777 2 3";

    @Test
    void readsAProcessWhateverItIsCalled() {
        assertThat(ProcessStat.parse("42 (a) b (c) S 7 42 40" + AFTER_SESSION))
                .contains(new ProcessStat(new ProcessId(42, 777), 7, 40));
    }

    @Test
    void takesAZombieForDead() {
        assertThat(ProcessStat.parse("42 (sh) Z 7 42 40" + AFTER_SESSION)).isEmpty();
    }

    @Test
    void seesThisProcess() {
        ProcessHandle self = ProcessHandle.current();
        long parent = self.parent().orElseThrow().pid();

        assertThat(ProcessStat.all()).anyMatch(stat -> stat.id().pid() == self.pid() && stat.parent() == parent);
    }
}
