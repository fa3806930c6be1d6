import { checkFunction, readOptions, type OptionTable } from '@llm-balancer/core/options'
import { abortReason } from '@llm-balancer/core/time'
import { OpenedStream, type OpenStream } from './opened-stream.ts'
import { readStream } from './read-stream.ts'
import { retryHints, retryTable, type RetryAttempt, type RetryOptions } from './retry-options.ts'
import type { RetrySettings } from './retry-options.ts'
import { RetryRun } from './retry-run.ts'

/** Settings of `retryStream`: those of `retry`, where an attempt lasts until the first content. */
export interface RetryStreamOptions<Chunk> extends RetryOptions {
  /** False for chunks that are dropped with a failed attempt: a role, a ping, metadata. @default every chunk is content */
  readonly isContent?: ((chunk: Chunk) => boolean) | undefined
}

interface RetryStreamSettings extends RetrySettings {
  readonly isContent: (chunk: unknown) => boolean
}

const noLongerRead = abortReason('retry: the stream is no longer read')

const table: OptionTable<RetryStreamSettings> = { ...retryTable, isContent: [checkFunction, () => true] }

/**
 * Opens a stream, and opens it anew when it fails before its first content; what came before that is held back, so that the
 * reader sees one clean stream. From then on nothing is retried and errors are thrown as they are. Nothing is opened
 * before the first chunk is asked for, and only as many chunks are read as are asked for. A stream that ends without a
 * single chunk has failed. The deadline covers the whole stream, the attempt's timeout the time up to the first content.
 *
 * @throws RangeError or TypeError for a bad option, at once; reading throws what `retry` throws
 */
export function retryStream<Chunk>(
  open: OpenStream<Chunk, RetryAttempt>,
  options: RetryStreamOptions<Chunk> = {},
): AsyncGenerator<Chunk, void, undefined> {
  checkFunction('open', open, 'retryStream')
  const settings = readOptions('retryStream', options, table, { hints: retryHints })
  const reader = new AbortController()
  const signal =
    settings.signal === undefined ? reader.signal : AbortSignal.any([settings.signal, reader.signal])
  const run = new RetryRun({ ...settings, signal })
  return readStream({
    open: () =>
      run.attempt((attempt) =>
        new OpenedStream<Chunk>(attempt.signal, 'retryStream').readToContent(
          () => open(attempt),
          settings.isContent,
        ),
      ),
    further: (work) => run.further(work),
    leave: () => reader.abort(noLongerRead()),
  })
}
