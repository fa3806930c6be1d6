import { dirname, resolve } from 'node:path'
import { readProperty } from '@llm-balancer/core/options'
import type { LoadSettings } from '../options/load-options.ts'
import type { SecretFolders } from '../references/read-allowed.ts'
import type { ConfigSource } from './config-source.ts'
import { FileTooLargeError } from './file-system.ts'
import { fileText } from './file-text.ts'
import { mostBytes, type TextSource } from './text-source.ts'

/** Where secrets of a file may be beside it: as Docker and Kubernetes mount them. */
const usualSecretFolders: readonly string[] = ['/run/secrets', '/var/run/secrets']

/** A configuration in a file. */
export class FileSource implements ConfigSource {
  readonly text: TextSource
  readonly name: string
  readonly folders: SecretFolders

  constructor(path: string, { files, clock, secretFolders }: LoadSettings) {
    const file = resolve(path)
    const folder = dirname(file)
    this.text = fileText(file, { files, clock })
    this.name = this.text.name
    this.folders = { files, base: folder, allowed: secretFolders ?? [folder, ...usualSecretFolders] }
  }

  faultOf(error: unknown): string {
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
}
