import { checkFunction, readOptions, type OptionTable } from '@llm-balancer/core/options'
import { abortReason, within } from '@llm-balancer/core/time'
import { hedge, hedgeTable, type HedgeAttempt, type HedgeOptions, type HedgeSettings } from './hedge.ts'
import { OpenedStream, type OpenStream } from './opened-stream.ts'
import { readStream } from './read-stream.ts'

/** Settings of `hedgeStream`: those of `hedge`, where an attempt lasts until the first content. */
export interface HedgeStreamOptions<Chunk> extends HedgeOptions {
  /** False for chunks with which an attempt does not win yet: a role, a ping, metadata. @default every chunk is content */
  readonly isContent?: ((chunk: Chunk) => boolean) | undefined
}

interface HedgeStreamSettings extends HedgeSettings {
  readonly isContent: (chunk: unknown) => boolean
}

const noLongerRead = abortReason('hedge: the stream is no longer read')

const table: OptionTable<HedgeStreamSettings> = { ...hedgeTable, isContent: [checkFunction, () => true] }

/**
 * Opens a stream, and once more when it has no content after `delayMs`; the first with content is read on, the other is
 * closed. After the first content there is no second attempt, and errors are thrown as they are.
 *
 * @throws RangeError or TypeError for a bad option, at once; reading throws what `hedge` throws
 */
export function hedgeStream<Chunk>(
  open: OpenStream<Chunk, HedgeAttempt>,
  options: HedgeStreamOptions<Chunk>,
): AsyncGenerator<Chunk, void, undefined> {
  checkFunction('open', open, 'hedgeStream')
  const { isContent, ...settings } = readOptions('hedgeStream', options, table)
  const reader = new AbortController()
  const signal =
    settings.signal === undefined ? reader.signal : AbortSignal.any([settings.signal, reader.signal])
  return readStream({
    open: () =>
      hedge(
        (attempt) =>
          new OpenedStream<Chunk>(attempt.signal, 'hedgeStream').readToContent(
            () => open(attempt),
            isContent,
          ),
        { ...settings, signal },
      ),
    further: (work) => within(work, { clock: settings.clock, signal }),
    leave: () => reader.abort(noLongerRead()),
  })
}
