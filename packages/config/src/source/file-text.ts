import { basename, dirname } from 'node:path'
import { backgroundClock, sleep, systemClock, type Clock } from '@llm-balancer/core/time'
import type { FileSystem } from './file-system.ts'
import { localFiles } from './local-files.ts'
import { mostBytes, type TextSource } from './text-source.ts'

/** How a file is read. */
export interface FileTextOptions {
  /** @default those of the machine */
  readonly files?: FileSystem | undefined
  /** @default the machine's clock, with timers that do not keep the process alive */
  readonly clock?: Clock | undefined
}

/** A file that changed must have stayed as it is for so long, in ms: its writer may not have finished. */
const settleMs = 200
/** So often it is looked at until it stays as it is. */
const mostLooks = 25
/** The stamp of no file: one that is being replaced may be missing for a moment. */
const gone = ''

/**
 * The text of a file, links followed. A file that was replaced by another one (as editors and Kubernetes do) counts as changed,
 * one that was written with the same text does not. One that has changed is read when it stays as it is, and not before.
 */
export function fileText(path: string, options: FileTextOptions = {}): TextSource {
  const { files = localFiles, clock = backgroundClock } = options
  const stampNow = (): Promise<string> => files.stampOf(path).catch(() => gone)
  let stamp: string | undefined
  let text: string | undefined
  return {
    name: basename(path),
    async read(signal, isForced = false) {
      signal?.throwIfAborted()
      const found = await stampNow()
      if (found === stamp && !isForced) return undefined
      const isChanged = stamp !== undefined && found !== stamp
      // A caller who asked for this look waits for it: a timer in the background would let the process end meanwhile.
      const waitsBy = isForced && clock === backgroundClock ? systemClock : clock
      const settled = isChanged ? await settledStamp(stampNow, found, { clock: waitsBy, signal }) : found
      if (settled === undefined && !isForced) return undefined
      const bytes = await files.readFile(path, mostBytes)
      signal?.throwIfAborted()
      const read = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      const isSame = read === text && !isForced
      stamp = settled ?? found
      text = read
      return isSame ? undefined : read
    },
    onHint: (listener) => files.watchFolder(dirname(path), listener),
  }
}

/** The stamp of a file that no longer changes; undefined for one that does not stop. */
async function settledStamp(
  stampNow: () => Promise<string>,
  found: string,
  waiting: { readonly clock: Clock; readonly signal: AbortSignal | undefined },
): Promise<string | undefined> {
  let stamp = found
  for (let looks = 0; looks < mostLooks; looks += 1) {
    await sleep(settleMs, waiting)
    const now = await stampNow()
    if (now === stamp) return stamp
    stamp = now
  }
  return undefined
}
