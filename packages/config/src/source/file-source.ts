import { basename, dirname, resolve } from 'node:path'
import { readProperty } from '@llm-balancer/core/options'
import { sleep, type Clock } from '@llm-balancer/core/time'
import { ConfigurationError } from '../errors/configuration-error.ts'
import type { SecretFolders } from '../references/read-secret-files.ts'
import type { ConfigSource } from './config-source.ts'
import { FileTooLargeError, type FileSystem } from './file-system.ts'
import { mostBytes } from './text-source.ts'

/** Where secrets of a file may be beside it: as Docker and Kubernetes mount them. */
const usualSecretFolders: readonly string[] = ['/run/secrets', '/var/run/secrets']
/** A file that changed must have stayed as it is for so long, in ms: its writer may not have finished. */
const settleMs = 200
/** So often it is looked at until it stays as it is. */
const mostLooks = 25

/** What a file source is made of. */
export type FileSourceSettings = {
  readonly files: FileSystem
  readonly clock: Clock
  readonly secretFolders?: readonly string[]
}

/** A configuration in a file, which may be replaced, also by a link to another one. */
export class FileSource implements ConfigSource {
  readonly name: string
  readonly folder: string
  readonly folders: SecretFolders
  readonly #path: string
  readonly #settings: FileSourceSettings
  #stamp = ''

  constructor(path: string, settings: FileSourceSettings) {
    this.#path = resolve(path)
    this.#settings = settings
    this.name = basename(this.#path)
    this.folder = dirname(this.#path)
    const { files, secretFolders: allowed = [this.folder, ...usualSecretFolders] } = settings
    this.folders = { files, base: this.folder, allowed }
  }

  async read(isFirst: boolean, signal: AbortSignal): Promise<string | undefined> {
    const { files } = this.#settings
    try {
      const stamp = isFirst ? await files.stampOf(this.#path) : await this.#settledStamp(signal)
      if (stamp === undefined) return undefined
      const bytes = await files.readFile(this.#path, mostBytes)
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      this.#stamp = stamp
      return text
    } catch (error) {
      if (signal.aborted) throw error
      throw new ConfigurationError(this.name, [{ path: '', line: 0, column: 0, message: sentenceOf(error) }])
    }
  }

  /** What tells the file from others, once it no longer changes; undefined while it is the one that was read. */
  async #settledStamp(signal: AbortSignal): Promise<string | undefined> {
    const { files, clock } = this.#settings
    let stamp = await files.stampOf(this.#path)
    if (stamp === this.#stamp) return undefined
    for (let look = 0; look < mostLooks; look += 1) {
      await sleep(settleMs, { clock, signal })
      const now = await files.stampOf(this.#path)
      if (now === stamp) return stamp
      stamp = now
    }
    return undefined
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof FileTooLargeError) return `is larger than ${String(mostBytes)} bytes; divide it`
  if (error instanceof TypeError) return 'is not a text in UTF-8, or no regular file; save it as one'
  switch (readProperty(error, 'code')) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist; create it, or correct the path'
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this process; change its permissions'
    default:
      return 'cannot be read; see whether it is a file'
  }
}
