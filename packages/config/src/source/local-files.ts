import { randomUUID } from 'node:crypto'
import { watch } from 'node:fs'
import { constants, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FileTooLargeError, type FileSystem } from './file-system.ts'

/** The machine's own files. */
export const localFiles: FileSystem = {
  async readFile(path, mostBytes) {
    // Opening a pipe would wait for its writer.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      if (!(await file.stat()).isFile()) throw new TypeError('not a regular file')
      const buffer = new Uint8Array(mostBytes + 1)
      let size = 0
      for (;;) {
        const { bytesRead } = await file.read(buffer, size, buffer.length - size)
        size += bytesRead
        if (size > mostBytes) throw new FileTooLargeError(`more than ${String(mostBytes)} bytes`)
        if (bytesRead === 0) return buffer.slice(0, size)
      }
    } finally {
      await file.close()
    }
  },
  async stampOf(path) {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    return [dev, ino, size, mtimeNs, ctimeNs].join(':')
  },
  realPath: (path) => realpath(path),
  async replaceFile(given, text) {
    // What a link leads to is replaced, and not the link.
    const path = await realpath(given).catch(() => given)
    const temporary = join(dirname(path), `.${basename(path)}-${randomUUID()}.tmp`)
    try {
      const file = await open(temporary, 'wx', 0o600)
      try {
        await file.writeFile(text)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  },
  watchFolder(folder, listener) {
    const watcher = watch(folder, { persistent: false }, () => {
      listener()
    })
    watcher.on('error', () => {
      watcher.close()
    })
    return () => {
      watcher.close()
    }
  },
}
