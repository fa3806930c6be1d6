import { OpenedStream, type OpenStream } from './opened-stream.ts'
import { checkFunction, checkOptions, withDefaults, type OptionTable } from './options.ts'
import { readStream } from './read-stream.ts'
import { retryTable, type RetryAttempt, type RetryOptions, type RetrySettings } from './retry-options.ts'
import { RetryRun } from './retry-run.ts'

/** Settings of `retryStream`: those of `retry`, where an attempt lasts until the first content. */
export interface RetryStreamOptions<Chunk> extends RetryOptions {
  /** False for what may be thrown away with a failed attempt: a role, a ping, metadata. @default every chunk is content */
  readonly isContent?: ((chunk: Chunk) => boolean) | undefined
}

interface RetryStreamSettings extends RetrySettings {
  readonly isContent: ((chunk: never) => boolean) | undefined
}

const table: OptionTable<RetryStreamSettings> = { ...retryTable, isContent: [checkFunction] }

/**
 * Opens a stream, and opens it anew when it fails before its first content; what came before that is held back, so that the
 * reader sees one clean stream. From then on nothing is retried and errors are thrown as they are. Nothing is opened
 * before the first chunk is asked for, and no chunk is read that nobody asked for. An end without a single chunk is a failure.
 * The deadline holds for the whole stream, the attempt's timeout up to the first content.
 *
 * @throws RangeError or TypeError for a bad option, at once; reading throws what `retry` throws
 */
export function retryStream<Chunk>(
  open: OpenStream<Chunk, RetryAttempt>,
  options: RetryStreamOptions<Chunk> = {},
): AsyncGenerator<Chunk, undefined, undefined> {
  checkOptions('retryStream', options, table)
  const given = options as RetryOptions
  const settings = withDefaults(retryTable, given)
  const { isContent } = options
  const reader = new AbortController()
  const signal =
    settings.signal === undefined ? reader.signal : AbortSignal.any([settings.signal, reader.signal])
  let run: RetryRun | undefined
  return readStream({
    open: () => {
      run = new RetryRun({ ...settings, signal })
      return run.attempt((attempt) =>
        new OpenedStream<Chunk>(attempt.signal).readToContent(() => open(attempt), isContent),
      )
    },
    further: (work) => run?.further(work) ?? Promise.resolve(work),
    leave: () => reader.abort(new DOMException('retry: the stream is no longer read', 'AbortError')),
  })
}
