/** Where a text stands in a picture, and how. */
export interface TextPlace {
  readonly x: number
  readonly y: number
  readonly anchor?: 'start' | 'middle' | 'end'
  readonly color?: string
  readonly size?: number
  readonly isBold?: boolean
}

/** A text; what it says must hold no markup. */
export function text(place: TextPlace, words: string): string {
  const { x, y, anchor = 'start', color = 'var(--ink)', size = 12, isBold = false } = place
  const weight = isBold ? ' font-weight="600"' : ''
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="${color}" font-size="${size}"${weight}>${words}</text>`
}

const light = '--paper:#fff;--ink:#4a4f57'
const dark = '--paper:#1b1b1f;--ink:#c5cad3'

/** A whole picture, in the colours of light and dark pages. */
export function picture(
  size: { readonly width: number; readonly height: number },
  parts: readonly string[],
): string {
  const { width, height } = size
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`,
    `<style>svg{${light}}@media(prefers-color-scheme:dark){svg{${dark}}}</style>`,
    `<rect width="${width}" height="${height}" fill="var(--paper)"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n')
}

/** A coordinate as it is written. */
export function round(value: number): number {
  return Number(value.toFixed(1))
}
