/** A picture with two axes, as SVG in the colours of light and dark pages. */

/** The colours by name. */
const light = {
  ink: '#4a4f57',
  faint: '#dfe2e6',
  mark: '#f6e3df',
  a: '#1a6fb4',
  b: '#c2620a',
  c: '#1a7f5a',
  d: '#b3364b',
}
const dark = {
  ink: '#c5cad3',
  faint: '#3a3f47',
  mark: '#4a2f2c',
  a: '#5fb0ee',
  b: '#f0a04b',
  c: '#4fc796',
  d: '#f0788c',
}

export type Color = keyof typeof light

const variables = (colors: Readonly<Record<Color, string>>): string =>
  Object.entries(colors)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

const style = `<style>svg{${variables(light)}}@media(prefers-color-scheme:dark){svg{${variables(dark)}}}</style>`

/** An axis: its range and the texts at some of its values. */
export type Axis = {
  readonly from: number
  readonly to: number
  readonly marks: readonly { readonly at: number; readonly text: string }[]
}

export type ChartOptions = {
  readonly title: string
  /** Says in words what the picture shows, for those who do not see it. */
  readonly description: string
  readonly x: Axis
  readonly y: Axis
  readonly height?: number
  /** Room for the texts of the y axis, in pixels. */
  readonly left?: number
}

const width = 760
const right = 16
const top = 52
const bottom = 30

/** Draws in the units of the axes. */
export class Chart {
  readonly #parts: string[] = []
  readonly #options: Required<ChartOptions>
  #legendAt: number

  constructor(options: ChartOptions) {
    this.#options = { height: 300, left: 56, ...options }
    this.#legendAt = this.#options.left
  }

  x(value: number): number {
    const { left, x } = this.#options
    return round(left + ((value - x.from) / (x.to - x.from)) * (width - left - right))
  }

  y(value: number): number {
    const { height, y } = this.#options
    return round(height - bottom - ((value - y.from) / (y.to - y.from)) * (height - bottom - top))
  }

  /** The background between two values of the x axis. */
  shade(from: number, to: number): void {
    const { y } = this.#options
    this.#box(
      {
        x: this.x(from),
        y: this.y(y.to),
        width: this.x(to) - this.x(from),
        height: this.y(y.from) - this.y(y.to),
      },
      'mark',
    )
  }

  line(points: readonly (readonly [x: number, y: number])[], color: Color): void {
    const places = points.map(([x, y]) => `${String(this.x(x))},${String(this.y(y))}`).join(' ')
    this.#parts.push(`<polyline points="${places}" fill="none" stroke="var(--${color})" stroke-width="2"/>`)
  }

  /** A bar along the x axis, `thickness` pixels high, around `y`. */
  bar({
    from,
    to,
    y,
    thickness = 18,
    color,
  }: {
    readonly from: number
    readonly to: number
    readonly y: number
    readonly thickness?: number
    readonly color: Color
  }): void {
    const x = this.x(from)
    this.#box(
      { x, y: this.y(y) - thickness / 2, width: Math.max(1.5, this.x(to) - x), height: thickness },
      color,
    )
  }

  dot(x: number, y: number, color: Color): void {
    this.#parts.push(
      `<circle cx="${String(this.x(x))}" cy="${String(this.y(y))}" r="4" fill="var(--${color})"/>`,
    )
  }

  /** Words at a place; `dx` and `dy` move them, in pixels. */
  note(
    text: string,
    place: {
      readonly x: number
      readonly y: number
      readonly dx?: number
      readonly dy?: number
      readonly anchor?: Anchor
    },
  ): void {
    const { x, y, dx = 0, dy = 4, anchor = 'start' } = place
    this.#text(text, { x: this.x(x) + dx, y: this.y(y) + dy, anchor })
  }

  /** Explains a color above the picture. */
  legend(text: string, color: Color): void {
    this.#box({ x: this.#legendAt, y: 30, width: 12, height: 12 }, color)
    this.#text(text, { x: this.#legendAt + 18, y: 40, anchor: 'start' })
    this.#legendAt += 44 + text.length * 6.4
  }

  toString(): string {
    const { title, description, height, left, x, y } = this.#options
    const axes = new Chart(this.#options)
    for (const { at, text } of y.marks) {
      axes.#parts.push(
        `<path d="M${String(left)} ${String(axes.y(at))}H${String(width - right)}" stroke="var(--faint)"/>`,
      )
      axes.#text(text, { x: left - 8, y: axes.y(at) + 4, anchor: 'end' })
    }
    for (const { at, text } of x.marks)
      axes.#text(text, { x: axes.x(at), y: height - bottom + 18, anchor: 'middle' })
    axes.#text(title, { x: left, y: 18, anchor: 'start', weight: 600 })
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-label="${description}" font-family="system-ui,sans-serif" font-size="12">`,
      style,
      ...axes.#parts,
      ...this.#parts,
      '</svg>\n',
    ].join('\n')
  }

  #box(
    {
      x,
      y,
      width: w,
      height,
    }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
    color: Color,
  ): void {
    this.#parts.push(
      `<rect x="${String(round(x))}" y="${String(round(y))}" width="${String(round(w))}" height="${String(round(height))}" fill="var(--${color})"/>`,
    )
  }

  #text(
    text: string,
    {
      x,
      y,
      anchor,
      weight = 400,
    }: { readonly x: number; readonly y: number; readonly anchor: Anchor; readonly weight?: number },
  ): void {
    const bold = weight === 400 ? '' : ` font-weight="${String(weight)}"`
    this.#parts.push(
      `<text x="${String(round(x))}" y="${String(round(y))}" text-anchor="${anchor}"${bold} fill="var(--ink)">${text}</text>`,
    )
  }
}

type Anchor = 'start' | 'middle' | 'end'

const round = (value: number): number => Number(value.toFixed(1))

/** An axis of seconds, with a text every `step` seconds. */
export const secondsAxis = (toMs: number, step: number): Axis => ({
  from: 0,
  to: toMs,
  marks: Array.from({ length: Math.floor(toMs / 1000 / step) + 1 }, (_, place) => ({
    at: place * step * 1000,
    text: `${String(place * step)} s`,
  })),
})
