/** Bytes, or the same bytes as a base64 string. */
export type InlineFileData = { readonly type: 'data'; readonly data: Uint8Array | string }

/** The address of a file that the vendor fetches for itself. */
export type RemoteFileData = {
  readonly type: 'url'
  readonly url: URL | string
  readonly originalUrl?: string
}

/** A file uploaded earlier: its id at each vendor, by the vendor's name. */
export type UploadedFileData = {
  readonly type: 'reference'
  readonly reference: Readonly<Record<string, string>> & { readonly type?: never }
}

/** A text document, written out. */
export type TextFileData = { readonly type: 'text'; readonly text: string }

/** The content of a file in a message. */
export type FileData = InlineFileData | RemoteFileData | UploadedFileData | TextFileData
