import type { FileSystem } from '../source/file-system.ts'

/** The files with secrets that a configuration refers to, as they were just before they were read. */
export class SecretStamps {
  readonly #files: FileSystem
  #stamps = new Map<string, string>()

  constructor(files: FileSystem) {
    this.#files = files
  }

  /** Another text is being read. */
  clear(): void {
    this.#stamps = new Map()
  }

  /** A file is about to be read, or looked for in vain. */
  readonly note = async (file: string): Promise<void> => {
    const stamps = this.#stamps
    stamps.set(file, await this.#stampOf(file))
  }

  /** True when one of them has been written, replaced, made or deleted since. */
  async haveChanged(): Promise<boolean> {
    const changes = [...this.#stamps].map(async ([file, stamp]) => (await this.#stampOf(file)) !== stamp)
    return (await Promise.all(changes)).includes(true)
  }

  #stampOf(file: string): Promise<string> {
    return this.#files.stampOf(file).catch(() => 'gone')
  }
}
