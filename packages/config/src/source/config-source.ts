import type { SecretFolders } from '../references/read-secret-files.ts'

/** Where a configuration comes from. */
export interface ConfigSource {
  /** Begins messages: `llm.yaml`, `https://host`. Holds no secret. */
  readonly name: string
  /** Where its secrets may be read from. */
  readonly folders: SecretFolders
  /** The folder to watch for changes; undefined where there is none. */
  readonly folder: string | undefined
  /**
   * The text, or undefined when it is the one that was found before.
   *
   * @param isFirst reads it in any case
   * @throws ConfigurationError when it cannot be read
   */
  read(isFirst: boolean, signal: AbortSignal): Promise<string | undefined>
}
