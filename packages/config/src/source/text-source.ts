/** A text outside of this process that changes now and then: a file, or what an address answers. */
export interface TextSource {
  /** Names it in messages; holds nothing that may be secret. */
  readonly name: string
  /**
   * The text, or undefined where the source knows that it is the same as the last time. Rejects when it cannot be read, and with the
   * signal's reason as soon as that aborts.
   *
   * @param isForced reads it in any case. @default false
   */
  read(signal?: AbortSignal, isForced?: boolean): Promise<string | undefined>
  /** Calls `listener` when the text may have changed; gives back a function that ends it. May miss changes. */
  onHint?(listener: () => void): () => void
}

/** A longer text is no configuration, in bytes. */
export const mostBytes: number = 1024 * 1024
