import type { StreamOperation } from '../contracts/call.ts'
import type { FailureKind } from '../errors/failure.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { StreamInterruptedError } from '../errors/run-errors.ts'
import type { TokenUsage } from '../contracts/usage.ts'
import { closeQuietly } from '../streams/close-quietly.ts'
import { closeUnread } from '../streams/close-unread.ts'
import { HeldStream } from '../streams/held-stream.ts'
import { isThenable } from '../streams/is-thenable.ts'
import { iteratorOf } from '../streams/iterator-of.ts'
import { commit, elapsedMs } from './active-attempt.ts'
import { checkBounds, inTime, type AttemptClock } from './bounds.ts'
import { callTarget } from './call-target.ts'
import type { ActiveAttempt } from './state.ts'

/**
 * Reads the stream of one attempt: holds the preamble back until the first content, keeps the clocks, and knows whether
 * the answer is whole. Pulls one chunk upstream for each chunk that is asked for.
 */
export interface StreamReader<Client, Chunk> {
  readonly attempt: ActiveAttempt<Client>
  readonly stream: HeldStream<Chunk>
  /** The chunks that the caller was given. */
  readonly given: Chunk[]
  source?: AsyncIterator<Chunk> | undefined
  responded?: boolean
  /** True once any chunk has come. */
  hasChunks?: boolean
  /** True once the first content has come. */
  committed?: boolean
  /** True once the answer is complete; chunks may follow, and a failure after that changes nothing. */
  whole?: boolean
}

/** Begins to read the stream of an attempt. */
export function createReader<Client, Chunk>(attempt: ActiveAttempt<Client>): StreamReader<Client, Chunk> {
  const reader: StreamReader<Client, Chunk> = {
    attempt,
    stream: new HeldStream(() => pull(reader)),
    given: [],
  }
  return reader
}

/** Calls upstream and reads up to the first content, or to the end of an answer without any. @throws what went wrong */
export async function openStream<Client, Chunk>(
  reader: StreamReader<Client, Chunk>,
  operation: StreamOperation<Client, Chunk>,
): Promise<void> {
  await connect(reader, operation)
  const isContent = (chunk: Chunk): boolean => byRule(reader, 'isContent', chunk) !== false
  reader.committed = await reader.stream.holdToContent(isContent)
  if (reader.committed) commit(reader.attempt)
}

/** Advances to the next chunk for the caller; false after the end of a whole answer. @throws what broke the stream */
export async function advance<Client, Chunk>(reader: StreamReader<Client, Chunk>): Promise<boolean> {
  checkUnlessWhole(reader)
  const { done, value } = await reader.stream.next()
  if (done === true) return false
  reader.given.push(value)
  return true
}

/** Ends what still runs upstream, without waiting for it: a source that ignores the abort delays nothing. */
export function release<Client, Chunk>(reader: StreamReader<Client, Chunk>): void {
  const { source } = reader
  if (source === undefined) return
  reader.source = undefined
  reader.attempt.controller.abort(new DOMException('the stream was left', 'AbortError'))
  void closeQuietly(source)
}

/** The error of an answer that broke after the caller had read some of it. */
export function interrupted<Client, Chunk>(
  reader: StreamReader<Client, Chunk>,
  kind: FailureKind,
  cause: unknown,
): StreamInterruptedError<Chunk> {
  const targetId = reader.attempt.entry.view.id
  return new StreamInterruptedError(
    `balancer: the stream of target "${targetId}" broke after ${reader.given.length} chunks (${kind})`,
    { partial: [...reader.given], targetId, kind, cause },
  )
}

async function connect<Client, Chunk>(
  reader: StreamReader<Client, Chunk>,
  operation: StreamOperation<Client, Chunk>,
): Promise<void> {
  const { attempt } = reader
  checkBounds(attempt.run)
  const opening = callTarget(attempt, operation, 'stream')
  if (!isThenable(opening)) {
    reader.source = iteratorOf(opening)
    return
  }
  const limits = { ...clockOf(reader), discard: closeUnread }
  reader.source = iteratorOf(await inTime(attempt, opening, limits))
  reader.responded = true
}

const over: IteratorResult<never, undefined> = { done: true, value: undefined }

/** Reads one chunk from upstream. */
async function pull<Client, Chunk>(
  reader: StreamReader<Client, Chunk>,
): Promise<IteratorResult<Chunk, undefined>> {
  const { attempt } = reader
  checkUnlessWhole(reader)
  if (reader.source === undefined) return over
  let result: IteratorResult<Chunk, unknown>
  try {
    result = await inTime(attempt, reader.source.next(), clockOf(reader))
  } catch (error) {
    if (isSafe(reader)) return over
    throw error
  }
  reader.responded = true
  if (result.done === true) {
    finish(reader)
    return over
  }
  reader.hasChunks = true
  const usage = byRule(reader, 'usageOf', result.value)
  if (usage !== undefined) attempt.handle.report({ usage: usage as TokenUsage })
  if (byRule(reader, 'isFinal', result.value) === true) reader.whole = true
  return result
}

/** The stream has ended without an error. @throws ProviderError when its answer is not whole */
function finish<Client, Chunk>(reader: StreamReader<Client, Chunk>): void {
  reader.source = undefined
  const { run, entry } = reader.attempt
  const provider = entry.view.id
  if (run.options.isFinal !== undefined && !reader.whole)
    throw new ProviderError({ provider, kind: 'stream-interrupted', message: 'the stream ended early' })
  if (!reader.hasChunks)
    throw new ProviderError({ provider, kind: 'invalid-response', message: 'the stream was empty' })
  reader.whole = true
}

/** Applies one of the caller's own rules to a chunk. When the rule throws, the target is not charged. */
function byRule<Client, Chunk>(
  { attempt }: StreamReader<Client, Chunk>,
  rule: 'isContent' | 'isFinal' | 'usageOf',
  chunk: Chunk,
): unknown {
  try {
    return attempt.run.options[rule]?.(chunk)
  } catch (error) {
    attempt.isRuleFault = true
    throw error
  }
}

/** A whole answer stays whole however the run ends, unless the caller aborts it. */
function isSafe<Client, Chunk>(reader: StreamReader<Client, Chunk>): boolean {
  return reader.whole === true && reader.attempt.run.cancelled?.cause !== 'aborted'
}

/** @throws runCancelled when the run was ended from outside, unless the answer is whole */
export function checkUnlessWhole<Client, Chunk>(reader: StreamReader<Client, Chunk>): void {
  if (!isSafe(reader)) checkBounds(reader.attempt.run)
}

/** The clock that is running now: until the response, until the first content, or between chunks. */
function clockOf<Client, Chunk>(reader: StreamReader<Client, Chunk>): AttemptClock {
  const { attemptMs = Infinity, firstContentMs = Infinity, idleMs = Infinity } = reader.attempt.timeouts
  if (reader.committed) return { what: 'no further content', limitMs: idleMs }
  const spentMs = elapsedMs(reader.attempt)
  return reader.responded || firstContentMs < attemptMs
    ? { what: 'no content', limitMs: firstContentMs, spentMs }
    : { what: 'no response', limitMs: attemptMs, spentMs }
}
