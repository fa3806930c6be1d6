import { isAbsolute, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readProperty } from '@llm-balancer/core/options'
import { FileTooLargeError, type FileSystem } from '../source/file-system.ts'

/** Where files that a configuration refers to may be read from. */
export type SecretFolders = {
  readonly files: FileSystem
  /** Relative paths begin here; undefined for a configuration that is no file. */
  readonly base: string | undefined
  /** Folders in which, and below which, files may be read. */
  readonly allowed: readonly string[]
  /** Hears of each file before it is read. */
  readonly beforeRead?: ((file: string) => Promise<void>) | undefined
}

/** A file that a configuration refers to cannot be read. The message says why and what to do, and shows no path: it may be a secret. */
export class ReferredFileError extends Error {}

/**
 * Reads a file, wherever links lead, if it is below an allowed folder.
 *
 * @param given a path, or a URL that begins with file:
 * @throws ReferredFileError
 */
export async function readAllowed(given: string, folders: SecretFolders, mostBytes: number): Promise<string> {
  try {
    const file = pathOf(given, folders.base)
    await folders.beforeRead?.(file)
    const real = await allowedPath(file, folders)
    return new TextDecoder('utf-8', { fatal: true }).decode(await folders.files.readFile(real, mostBytes))
  } catch (error) {
    throw error instanceof ReferredFileError ? error : new ReferredFileError(sentenceOf(error, mostBytes))
  }
}

async function allowedPath(file: string, { files, allowed }: SecretFolders): Promise<string> {
  const real = await files.realPath(file)
  const folders = await Promise.all(allowed.map((folder) => files.realPath(folder).catch(() => undefined)))
  if (folders.some((folder) => folder !== undefined && isBelow(real, folder))) return real
  throw new ReferredFileError(
    'refers to a file outside of the folders that secrets are read from; move it beside the configuration, or allow its folder with "secretFolders"',
  )
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function pathOf(given: string, base: string | undefined): string {
  const path = given.startsWith('file://') ? fileURLToPath(given) : given.replace(/^file:/, '')
  if (path.trim() === '' || path.includes('\0')) throw new ReferredFileError('needs a path after "file:"')
  if (isAbsolute(path)) return path
  if (base !== undefined) return resolve(base, path)
  throw new ReferredFileError('needs an absolute path, because the configuration is no file itself')
}

function sentenceOf(error: unknown, mostBytes: number): string {
  if (error instanceof FileTooLargeError) return `refers to a file of more than ${String(mostBytes)} bytes`
  const code = readProperty(error, 'code')
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return 'refers to a file that does not exist; create it, or correct the path'
  if (code === 'EACCES' || code === 'EPERM')
    return 'refers to a file that this process may not read; change its permissions'
  return 'refers to a file that cannot be read as text; give the path of a text file'
}
