/* SPDX-License-Identifier: Apache-2.0 */
/* The kick protocol of mailbox.hpp, handle.hpp, vcpu.hpp, vm/fence.hpp and Halt::wait: two requesters, one
 * vCPU that moves between two CPUs and is reset, a host on each CPU that takes the physical interrupts.
 * With FENCE, requester 0 waits as a fence does until what it asked for is taken, and requester 1 asks once.
 *
 * Each inline named as a C++ function has that function's atomic operations in the same order;
 * check.py compares them, and gives OUTSIDE, EXITING and IN_GUEST the values of core/vcpu.h.
 * Each BUG_* is a mistake one could make in the C++; check.py names the property it must break. */

#define CPUS 2
#define KICK 2   /* requests 0 and 1 are interrupts, one of each requester; both can kick */
#define REQUESTS 3
#define LIVES 2  /* the vCPU is reset once */

/* struct tenon_mailbox, one word of its interrupts, and the words by which a handle grows stale. */
byte interrupt;
bit any, kick_word;
byte run_word = OUTSIDE;
byte generation = 1;
byte requesters;

/* A store that is not sequentially consistent may be seen late: until the next one that is, other
 * CPUs may still read what was stored by the last one that was. */
byte run_seen_late = OUTSIDE;

/* The machine: physical interrupts wait at a CPU until its host takes them. */
bool pending[CPUS], masked[CPUS], in_guest[CPUS];

/* What the properties speak of. */
bool handles = true;     /* the vCPU gives handles away: it is not just being reset */
bool asking[2];          /* a request is being made */
byte asked[REQUESTS];    /* the generation whose vCPU was asked and has not taken it yet */
bool lost_wake_up, wrong_vcpu, taken_twice, stale_guest;  /* what must never be */

#define waits_for(which) (asked[which] == generation)

/* Each is one step. */
#define LOAD(word, value)          LOAD_##word(value)
#define STORE(word, value)         STORE_##word(value)
#define STORE_RELEASE(word, value) STORE_RELEASE_##word(value)
#define FETCH_OR(word, value)      FETCH_OR_##word(value)
#define EXCHANGE(word, value)      EXCHANGE_##word(value)
#define FETCH_ADD(word, value)     word = word + value
#define FETCH_SUB(word, value)     word = word - value
#define AWAIT(word, value)         word == value /* loads it until it has the value */

#define LOAD_any(value)            value = any
#define LOAD_interrupt(value)      value = interrupt
#define LOAD_generation(value)     value = generation
#define LOAD_run(value)            if :: value = run_word :: value = run_seen_late fi
#define STORE_any(value)           any = value
#define STORE_kick(value)          d_step { kick_word = value; asked[KICK] = handle }
#define STORE_run(value)           d_step { run_word = value; run_seen_late = value }
#define STORE_RELEASE_run(value)   run_word = value
#ifdef BUG_REQUEST_BY_LOAD_AND_STORE
#define FETCH_OR_interrupt(value)  copy = interrupt | value; \
                                   d_step { interrupt = copy; asked[me] = handle; copy = 0 }
#else
#define FETCH_OR_interrupt(value)  d_step { interrupt = interrupt | value; asked[me] = handle }
#endif
#ifdef BUG_TAKE_BY_LOAD_AND_STORE
#define EXCHANGE_interrupt(value)  d_step { taken(0, bits & 1); taken(1, bits & 2) }; \
                                   interrupt = value
#else
#define EXCHANGE_interrupt(value)  d_step { taken(0, interrupt & 1); taken(1, interrupt & 2); \
                                            interrupt = value }
#endif
#define EXCHANGE_kick(value)       d_step { taken(KICK, kick_word); kicked = kick_word; kick_word = value }

/* The vCPU takes request `which` if it is there. Those of the last life are dropped at its end. */
inline taken(which, is_there) {
  if
  :: is_there ->
    taken_twice = merges && asked[which] == 0;
    assert(!taken_twice);
    wrong_vcpu = merges && asked[which] != generation;
    assert(!wrong_vcpu);
    asked[which] = 0
  :: else
  fi
}

/* --- mailbox.hpp -------------------------------------------------------------------------- */

inline begin() {
  d_step { FETCH_ADD(requesters, 1); asking[me] = true };
  LOAD(generation, seen);
#ifdef BUG_REFUSAL_IS_NEVER_ENDED
  fresh = (seen == handle)
#else
  fresh = (seen == handle);
  if
  :: fresh
  :: else -> end()
  fi
#endif
}

inline end() {
  FETCH_SUB(requesters, 1)
}

inline notify() {
  STORE(any, 1);
#ifndef BUG_CPU_READ_FIRST
  LOAD(run, where)
#endif
}

inline post() {
  FETCH_OR(interrupt, 1 << me);
  notify()
}

inline kick() {
  STORE(kick, 1);
  notify()
}

inline enter() {
#ifdef BUG_LOOK_FIRST
  LOAD(any, waits);
  STORE(run, IN_GUEST + cpu)
#else
  STORE(run, IN_GUEST + cpu);
  LOAD(any, waits)
#endif
}

inline runs_without() {
  LOAD(run, where);
  if
  :: where >= IN_GUEST -> d_step { LOAD(interrupt, copy); without = (copy >> me) & 1 }
  :: else -> without = false
  fi
}

inline leave() {
  STORE_RELEASE(run, EXITING)
}

inline unload() {
#ifdef BUG_FORGETS_AT_UNBIND
  STORE(any, 0);
#endif
  STORE_RELEASE(run, OUTSIDE)
}

inline drain() {
#ifndef BUG_SIGN_CLEARED_LAST
  STORE(any, 0);
#endif
  LOAD(interrupt, bits);
  if
  :: bits != 0 -> EXCHANGE(interrupt, 0)
  :: else
  fi;
  bits = 0;
  EXCHANGE(kick, 0)
#ifdef BUG_SIGN_CLEARED_LAST
  ; STORE(any, 0)
#endif
}

inline clear() {
  merges = false;
  drain();
  merges = true;
  kicked = 0
}

inline retire() {
#ifdef BUG_WAITS_FIRST
  AWAIT(requesters, 0);
  FETCH_ADD(generation, 1)
#else
  FETCH_ADD(generation, 1);
  AWAIT(requesters, 0)
#endif
}

/* --- handle.hpp --------------------------------------------------------------------------- */

inline send_kick() {
  pending[where - IN_GUEST] = true
}

/* request_interrupt or kick of a KickHandle. */
#define LEAVE_IT if :: post() :: kick() fi

inline request() {
#ifdef BUG_CPU_READ_FIRST
  LOAD(run, where);
#endif
  begin();
  if
  :: fresh ->
#ifdef BUG_LIFE_IS_NOT_HELD
    end();
    LEAVE_IT;
#else
    LEAVE_IT;
    end();
#endif
    if
    :: where >= IN_GUEST -> send_kick()
    :: else
    fi
  :: else
  fi;
  d_step { asking[me] = false; where = 0; seen = 0; fresh = 0 }
}

/* --- vm/fence.hpp ------------------------------------------------------------------------- */

/* On return the guest does not run on what it had before: the vCPU has taken the request, or takes it before
 * it enters. */
inline fence() {
#ifdef BUG_FENCE_LOOKS_FIRST
  LOAD(run, where);
  without = (where >= IN_GUEST);
  request();
  do
  :: without -> runs_without()
  :: else -> break
  od;
#else
  request();
#endif
#ifndef BUG_FENCE_DOES_NOT_WAIT
#ifndef BUG_FENCE_LOOKS_FIRST
  do
  :: runs_without();
    if
    :: without
    :: else -> break
    fi
  od;
#endif
#endif
  skip;
  d_step {
    stale_guest = (in_guest[0] || in_guest[1]) && waits_for(me);
    assert(!stale_guest);
    where = 0; copy = 0; without = false
  }
}

proctype Requester(byte me) {
  byte handle = 1;  /* the generation that it is for */
  byte seen, where, copy;
  bool fresh, without;
  do
  :: atomic { handles && handle != generation -> handle = generation }
#ifdef FENCE
  :: me == 0 -> fence()
  :: me == 1 -> request(); break
#else
  :: request()
#endif
  :: break
  od
}

/* --- vcpu.hpp ----------------------------------------------------------------------------- */

inline mask_interrupts() {
#ifdef BUG_INTERRUPTS_NOT_MASKED
  skip
#else
  masked[cpu] = true
#endif
}

/* Ends with `kicked`, or with nothing that waits. */
inline take_requests() {
  do
  :: waits && !kicked ->
    drain();
    if
    :: kicked
    :: else -> enter()
    fi
  :: else -> break
  od
}

inline guest() {
  in_guest[cpu] = true;
  if
  :: true                                    /* it exits by itself, */
  :: true -> end_stays: pending[cpu] == true /* or stays until it is interrupted */
  fi;
  in_guest[cpu] = false
}

inline preempt() {
  kicked = false
}

inline run_vcpu() {
  mask_interrupts();
  enter();
  take_requests();
  if
  :: !kicked -> guest()
  :: else -> preempt()
  fi;
  waits = false;
  leave();
  masked[cpu] = false
}

/* WFI, which may end early. */
inline wait_for_interrupt() {
  in_guest[cpu] = true;
  if
  :: true
  :: true -> end_waits: pending[cpu] == true
  fi;
  in_guest[cpu] = false
}

inline wait() {
  mask_interrupts();
#ifndef BUG_WAITS_UNANNOUNCED
  enter();
#endif
  if
  :: !waits -> wait_for_interrupt()
  :: else
  fi;
  waits = false;
  leave();
  masked[cpu] = false
}

inline unbind() {
  unload()
}

inline reset() {
  handles = false;
  retire();
  clear();
  handles = true
}

proctype VCpu() {
  byte cpu, bits;
  bit waits, kicked;
  bool merges = true;
  do
  :: if :: cpu = 0 :: cpu = 1 fi; /* bind */
    do
    :: run_vcpu()
    :: wait()
    :: unbind(); break
    od
  :: generation < LIVES -> reset()
  od
}

/* The host of a CPU takes its physical interrupts whenever they are not masked and no guest is to
 * exit by them. */
proctype Host(byte cpu) {
  end_idle:
  do
  :: atomic { pending[cpu] && !masked[cpu] && !in_guest[cpu] -> pending[cpu] = false }
  od
}

#define sleeps(cpu) (in_guest[cpu] && !pending[cpu])
/* Whoever stays in a guest that no interrupt is about to end has been asked for nothing. */
proctype Watch() {
  end_watch:
  d_step {
    (sleeps(0) || sleeps(1)) && !asking[0] && !asking[1] &&
    (waits_for(0) || waits_for(1) || waits_for(KICK)) ->
      lost_wake_up = true;
      assert(!lost_wake_up)
  }
}

init {
  atomic { run Watch(); run Requester(0); run Requester(1); run VCpu(); run Host(0); run Host(1) }
}

