import { dirname, normalize } from 'node:path'
import { FileTooLargeError, type FileSystem } from '../source/file-system.ts'

/** Files in memory, with links, whose reads are counted. */
export class MemoryFiles implements FileSystem {
  /** The paths that were read, without links. */
  readonly read: string[] = []
  readonly watchers: Map<string, Set<() => void>> = new Map<string, Set<() => void>>()
  readonly #files = new Map<string, { readonly text: string; readonly stamp: number }>()
  readonly #links = new Map<string, string>()
  #stamp = 0

  write(path: string, text: string): void {
    this.#files.set(this.#resolve(path), { text, stamp: (this.#stamp += 1) })
    this.#tell(path)
  }

  /** Lets a path lead to another one, as a symbolic link. */
  link(path: string, to: string): void {
    this.#links.set(path, to)
    this.#tell(path)
  }

  delete(path: string): void {
    this.#files.delete(path)
    this.#tell(path)
  }

  text(path: string): string | undefined {
    return this.#files.get(path)?.text
  }

  async readFile(path: string, mostBytes: number): Promise<Uint8Array> {
    const bytes = new TextEncoder().encode(this.#find(path).text)
    this.read.push(await this.realPath(path))
    if (bytes.length > mostBytes) throw new FileTooLargeError('too large')
    return bytes
  }

  stampOf(path: string): Promise<string> {
    return Promise.resolve().then(() => `${this.#resolve(path)}:${String(this.#find(path).stamp)}`)
  }

  realPath(path: string): Promise<string> {
    const real = this.#resolve(path)
    const isFolder = [...this.#files.keys()].some((file) => file.startsWith(`${real}/`))
    if (!this.#files.has(real) && !isFolder) return Promise.reject(missing())
    return Promise.resolve(real)
  }

  replaceFile(path: string, text: string): Promise<void> {
    this.write(path, text)
    return Promise.resolve()
  }

  watchFolder(folder: string, listener: () => void): () => void {
    const listeners = this.watchers.get(folder) ?? new Set()
    this.watchers.set(folder, listeners.add(listener))
    return () => {
      listeners.delete(listener)
    }
  }

  #tell(path: string): void {
    for (const listener of this.watchers.get(dirname(path)) ?? []) listener()
  }

  #find(path: string): { readonly text: string; readonly stamp: number } {
    const file = this.#files.get(this.#resolve(path))
    if (file === undefined) throw missing()
    return file
  }

  #resolve(given: string): string {
    const path = normalize(given)
    for (const [from, to] of this.#links)
      if (path === from || path.startsWith(`${from}/`)) return this.#resolve(to + path.slice(from.length))
    return path
  }
}

function missing(): Error {
  return Object.assign(new Error('no such file'), { code: 'ENOENT' })
}
