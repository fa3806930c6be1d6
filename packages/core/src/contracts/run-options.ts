import type { Acceptable } from './acceptable.ts'
import type { BalancerHedgeOptions } from './hedge.ts'
import type { TargetView } from './target.ts'
import type { AttemptTimeouts } from './timeouts.ts'
import type { TokenUsage } from './usage.ts'

/** What one call may ask for. */
export interface RunOptions<Answer = unknown> {
  /** Ends the run at once when it aborts; the run then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined
  /** Total time of the run in ms, waits and retries included, above 0. @default the balancer's `deadlineMs` */
  readonly deadlineMs?: number | undefined
  /** On whose behalf the call is made: a customer, a team. For budgets and metrics by tenant. @default none */
  readonly tenant?: string | undefined
  /** What the call does, in the word that traces use: `chat`, `embeddings`. @default none */
  readonly operation?: string | undefined
  /** Calls with the same key should land on the same target. Used by `affinity`, and by `adaptive` as far as it pays. */
  readonly affinityKey?: string | undefined
  /**
   * Names the beginning of the prompt, such as a hash of it: calls with the same one find what they have in common in the same caches.
   * A fact that `adaptive` weighs where there is no `affinityKey`; the umbrella fills it in. @default none
   */
  readonly promptKey?: string | undefined
  /**
   * Targets to ask first, by id, tag or pool, in this order: while one that the first word names may take the call, the strategy chooses
   * among those; then among those of the next word, then among all others. For what one target has warm or alone, and others can do
   * without: a prompt cache, a conversation's reasoning. Words that no target has are passed over. @default none
   */
  readonly prefer?: string | readonly string[] | undefined
  /**
   * The targets that alone have what the call continues (a stored answer), by id or pool. No other is called; when none of them can
   * serve, the run fails with a {@link StateUnavailableError}. @default all targets
   */
  readonly heldBy?: string | readonly string[] | undefined
  /** Only targets with one of these ids or tags, or those for which a function gives true. @default all */
  readonly only?: string | readonly string[] | ((target: TargetView) => boolean) | undefined
  /**
   * What the call takes for granted, in words of your own (`tools`, `images`): no target goes with it that lacks one of them.
   *
   * @default []
   */
  readonly needs?: readonly string[] | undefined
  /** No target with one of these ids or tags. @default none */
  readonly exclude?: string | readonly string[] | undefined
  /** Only this target, by id: it may be retried, but no other takes over. */
  readonly pin?: string | undefined
  /**
   * Tokens the call is expected to use, for limits, prices and context windows; `maxOutput` is the longest answer that the call
   * allows, which some vendors book on its arrival. @default unknown
   */
  readonly expectedTokens?:
    | { readonly input?: number; readonly output?: number; readonly maxOutput?: number }
    | undefined
  /**
   * What all attempts of the run may cost together, in US dollars, ≥ 0. Before each of them its expected cost is set aside, by
   * `expectedTokens` (the longest answer, where there is one); targets that would cost more than is left, or whose price is not known, are not
   * called. @default Infinity
   */
  readonly maxCostUsd?: number | undefined
  /** Most attempts of this run, the first included, a whole number ≥ 1. @default the balancer's `retry.maxAttempts` */
  readonly maxAttempts?: number | undefined
  /**
   * Which of the runs that wait for a target go first: those with a lower number, any finite one. Only the order of waiting runs depends on
   * it; so that no run starves, one turn in eight goes to a priority that has had none for long. When too many wait, those with the highest
   * number give up first. @default 0
   */
  readonly priority?: number | undefined
  /** When a second attempt begins beside one that takes long; false: never. @default the balancer's `hedge` */
  readonly hedge?: BalancerHedgeOptions | false | undefined
  /** False: two attempts at once would do harm, because the call has effects; it is never hedged. @default true */
  readonly idempotent?: boolean | undefined
  /** True: its trail says why each target was chosen. Costs an object per candidate. @default false; true for `runWithTrail` */
  readonly explain?: boolean | undefined
  /** False: a returned `Response` with a status of 400 or more is an answer like any other. @default the balancer's */
  readonly classifyResponse?: boolean | undefined
  /** Clocks of this run's attempts. @default the target's, then the balancer's */
  readonly timeouts?: AttemptTimeouts | undefined
  /**
   * Judges the answer: one that is of no use is a failure of the kind it gives, and the next target is asked. Streams have no such
   * rule: what the caller has read of an answer cannot be taken back. @default the balancer's
   */
  readonly acceptable?: Acceptable<Answer> | undefined
}

/** What one stream may ask for, and how to read its chunks. */
export interface StreamOptions<Chunk> extends Omit<RunOptions, 'acceptable'> {
  /** True for a chunk that the caller would notice (text, a tool call), false for preamble. @default every chunk is content */
  readonly isContent?: ((chunk: Chunk) => boolean) | undefined
  /**
   * True for a chunk that is no content but shows that an answer is being made (a thought): `firstContentMs` ends there and `idleMs`
   * begins, while another target may still take over. @default none but content
   */
  readonly isProgress?: ((chunk: Chunk) => boolean) | undefined
  /**
   * Asked of the chunk that ended a whole answer without any content. True: that is `invalid-response`, and another target is asked.
   *
   * @default such an answer is one
   */
  readonly needsContent?: ((final: Chunk) => boolean) | undefined
  /**
   * True for the chunk that ends a whole answer. When given, a stream that ends without one is `stream-interrupted`; what
   * fails after it changes nothing.
   *
   * @default a stream is whole when it ends without an error
   */
  readonly isFinal?: ((chunk: Chunk) => boolean) | undefined
  /** Tokens that a chunk reports. @default none */
  readonly usageOf?: ((chunk: Chunk) => TokenUsage | undefined) | undefined
  /**
   * What happens when a stream breaks after its first content. `throw` a StreamInterruptedError, or `restart` on another
   * target: once that one has content to give, a {@link RestartChunk} comes before it. When no other target has any, the
   * stream throws after all. `continue`: where the answer goes on at its vendor ({@link ResumableAnswer}), the same target is asked for
   * the rest of it, before its first content as well; else as `restart`. @default 'throw'
   */
  readonly onInterrupted?: 'throw' | 'restart' | 'continue' | undefined
  /**
   * Which of the chunks that the caller was given a {@link StreamInterruptedError} holds: the last 64 KiB of them, all of them
   * (an endless stream then takes endless memory), or none. @default 'last'
   */
  readonly partial?: 'last' | 'all' | false | undefined
  /**
   * A stream that is not read for so long, in ms, and not closed either, is ended: its target has its place back, and the run counts
   * as cancelled. A reader that comes back gets a StreamInterruptedError with what it had read. Infinity: never.
   *
   * @default 300 000; 30 000 while the call is a trial of a target that was blocked
   */
  readonly unreadMs?: number | undefined
}
