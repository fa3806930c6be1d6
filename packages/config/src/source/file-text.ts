import { basename, dirname } from 'node:path'
import type { FileSystem } from './file-system.ts'
import { localFiles } from './local-files.ts'
import { mostBytes, type TextSource } from './text-source.ts'

/**
 * The text of a file, links followed. A file that was replaced by another one (as editors and Kubernetes do) counts as changed,
 * one that was written with the same text does not.
 *
 * @param files the machine's own by default
 */
export function fileText(path: string, files: FileSystem = localFiles): TextSource {
  let stamp: string | undefined
  let text: string | undefined
  return {
    name: basename(path),
    async read(signal, isForced = false) {
      signal?.throwIfAborted()
      const present = await files.stampOf(path)
      if (present === stamp && !isForced) return undefined
      const bytes = await files.readFile(path, mostBytes)
      signal?.throwIfAborted()
      const read = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      const isSame = read === text && !isForced
      stamp = present
      text = read
      return isSame ? undefined : read
    },
    onHint: (listener) => files.watchFolder(dirname(path), listener),
  }
}
