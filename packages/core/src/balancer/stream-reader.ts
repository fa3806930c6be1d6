import type { StreamOperation } from '../contracts/call.ts'
import type { FailureKind } from '../errors/failure.ts'
import { ProviderError } from '../errors/provider-error.ts'
import { StreamInterruptedError } from '../errors/run-errors.ts'
import { isThenable } from '../streams/is-thenable.ts'
import type { TokenUsage } from '../contracts/usage.ts'
import { describeValue } from '../options/describe-value.ts'
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
  /** All chunks that have come, and how many of them the caller was given. */
  readonly chunks: Chunk[]
  given: number
  source?: AsyncIterator<Chunk> | undefined
  responded?: boolean
  /** True once the first content has come. */
  committed?: boolean
  /** True once the answer has all it needs; chunks may follow, and what goes wrong then harms nothing. */
  whole?: boolean
}

/** Calls upstream and reads up to the first content, or to the end of an answer without any. @throws what went wrong */
export async function openStream<Client, Chunk>(
  reader: StreamReader<Client, Chunk>,
  operation: StreamOperation<Client, Chunk>,
): Promise<void> {
  await connect(reader, operation)
  while (!reader.committed && (await pull(reader))) {
    if (byRule(reader, 'isContent') === false) continue
    reader.committed = true
    commit(reader.attempt)
  }
}

/** Goes on to the next chunk for the caller; false after the end of a whole answer. @throws what broke the stream */
export async function advance<Client, Chunk>(reader: StreamReader<Client, Chunk>): Promise<boolean> {
  checkUnlessWhole(reader)
  const goesOn = reader.given < reader.chunks.length || (await pull(reader))
  if (goesOn) reader.given += 1
  return goesOn
}

/** Ends what still runs upstream, without waiting for it: a source that ignores the abort holds nobody up. */
export function release<Client, Chunk>(reader: StreamReader<Client, Chunk>): void {
  const { source } = reader
  if (source === undefined) return
  reader.source = undefined
  reader.attempt.controller.abort(new DOMException('the stream was left', 'AbortError'))
  void close(source)
}

/** The error of an answer that broke after the caller had read some of it. */
export function interrupted<Client, Chunk>(
  reader: StreamReader<Client, Chunk>,
  kind: FailureKind,
  cause: unknown,
): StreamInterruptedError<Chunk> {
  const targetId = reader.attempt.entry.view.id
  return new StreamInterruptedError(
    `balancer: the stream of target "${targetId}" broke after ${reader.given} chunks (${kind})`,
    { partial: reader.chunks.slice(0, reader.given), targetId, kind, cause },
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
  try {
    reader.source = iteratorOf(await inTime(attempt, opening, clockOf(reader)))
  } catch (error) {
    // A response that comes too late is closed; that it failed is no news any more.
    opening.then((late) => close(iteratorOf(late))).then(undefined, () => {})
    throw error
  }
  reader.responded = true
}

/** Reads one chunk from upstream; false after the last one. */
async function pull<Client, Chunk>(reader: StreamReader<Client, Chunk>): Promise<boolean> {
  const { attempt } = reader
  checkUnlessWhole(reader)
  if (reader.source === undefined) return false
  let result: IteratorResult<Chunk, unknown>
  try {
    result = await inTime(attempt, reader.source.next(), clockOf(reader))
  } catch (error) {
    if (isSafe(reader)) return false
    throw error
  }
  reader.responded = true
  if (result.done === true) {
    // The stream has ended without an error; whether its answer has is another matter.
    reader.source = undefined
    const provider = attempt.entry.view.id
    if (attempt.run.options.isFinal !== undefined && !reader.whole)
      throw new ProviderError({ provider, kind: 'stream-interrupted', message: 'the stream ended early' })
    if (reader.chunks.length === 0)
      throw new ProviderError({ provider, kind: 'invalid-response', message: 'the stream was empty' })
    reader.whole = true
    return false
  }
  reader.chunks.push(result.value)
  const usage = byRule(reader, 'usageOf')
  if (usage !== undefined) attempt.handle.report({ usage: usage as TokenUsage })
  if (byRule(reader, 'isFinal') === true) reader.whole = true
  return true
}

/** What one of the caller's own rules says of the latest chunk. When it throws, the target is not to blame. */
function byRule<Client, Chunk>(
  { attempt, chunks }: StreamReader<Client, Chunk>,
  rule: 'isContent' | 'isFinal' | 'usageOf',
): unknown {
  try {
    return attempt.run.options[rule]?.(chunks.at(-1))
  } catch (error) {
    attempt.isRuleFault = true
    throw error
  }
}

/** An answer that is whole stays so, whatever ends the run, unless its caller does. */
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

function iteratorOf<Chunk>(opened: AsyncIterable<Chunk>): AsyncIterator<Chunk> {
  if (typeof (opened as Partial<AsyncIterable<Chunk>> | undefined)?.[Symbol.asyncIterator] !== 'function')
    throw new TypeError(`a stream must give an async iterable, got ${describeValue(opened)}`)
  return opened[Symbol.asyncIterator]()
}

async function close(source: AsyncIterator<unknown>): Promise<void> {
  try {
    await source.return?.()
  } catch {
    // The stream is over; how its source takes that is nobody's business any more.
  }
}
