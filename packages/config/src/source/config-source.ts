import type { SecretFolders } from '../references/read-secret-files.ts'

/** A text that was found. `mark` tells it apart from the one before, as its source sees it. */
export type FoundText = { readonly text: string }

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
  read(isFirst: boolean, signal: AbortSignal): Promise<FoundText | undefined>
}

/** Most bytes that a configuration may have. */
export const mostBytes: number = 1024 * 1024
