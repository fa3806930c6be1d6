const levels = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']

/** One line of a chart: a bar for each second, on a scale that ends at `top`. */
export function bars(values: readonly number[], top: number): string {
  return values
    .map((value) => {
      if (value <= 0 || top <= 0) return ' '
      return levels[Math.min(levels.length - 1, Math.floor((value / top) * (levels.length - 1)))] ?? ' '
    })
    .join('')
}
