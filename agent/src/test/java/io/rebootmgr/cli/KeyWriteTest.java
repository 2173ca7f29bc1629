package io.rebootmgr.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.rebootmgr.consul.Consul;
import io.rebootmgr.consul.ConsulException;
import io.rebootmgr.consul.Operation;
import io.rebootmgr.consul.View;
import io.rebootmgr.consul.Written;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A change is settled by what stands there, whatever became of the answers. */
class KeyWriteTest {
    private static final View EMPTY = new View(List.of());
    private static final View SET = new View(List.of(new View.Entry("k", new byte[0], 7, Optional.empty())));

    private final Consul consul = mock(Consul.class);

    private View make() {
        return KeyWrite.make(
                consul,
                List.of("k"),
                now -> now.get("k").isPresent() ? List.of() : List.of(new Operation.PutIf("k", new byte[0], 0)));
    }

    @Test
    void whatStandsThereIsNotWrittenAgain() {
        when(consul.read(any(), anyList())).thenReturn(SET);
        assertThat(make()).isSameAs(SET);
        verify(consul, times(0)).write(anyList());
    }

    @Test
    void aLostAnswerIsReadBack() {
        when(consul.read(any(), anyList())).thenReturn(EMPTY, SET);
        when(consul.write(anyList())).thenReturn(new Written.Unknown("lost"));
        assertThat(make()).as("it was ours").isSameAs(EMPTY);
        verify(consul, times(1)).write(anyList());
    }

    @Test
    void aRefusalMeansThatAnotherWasFaster() {
        when(consul.read(any(), anyList())).thenReturn(EMPTY, SET);
        when(consul.write(anyList())).thenReturn(new Written.Refused(List.of("index")));
        assertThat(make()).isSameAs(SET);
    }

    @Test
    void whatGotLostIsWrittenAgain() {
        when(consul.read(any(), anyList())).thenReturn(EMPTY);
        when(consul.write(anyList())).thenReturn(new Written.Unknown("lost"), new Written.Applied());
        assertThat(make()).isSameAs(EMPTY);
        verify(consul, times(2)).write(anyList());
    }

    @Test
    void aConsulThatGoesAwayInTheMiddleLeavesItUnknown() {
        when(consul.read(any(), anyList()))
                .thenReturn(EMPTY)
                .thenThrow(new ConsulException(ConsulException.Kind.UNREACHABLE, "gone"));
        when(consul.write(anyList())).thenReturn(new Written.Unknown("lost"));
        assertThatThrownBy(this::make)
                .isInstanceOf(ConsulException.class)
                .hasMessageContaining("gone")
                .hasMessageContaining("not known whether it was written");
    }
}
