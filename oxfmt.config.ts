import { defineConfig } from 'oxfmt'

export default defineConfig({
  semi: false,
  singleQuote: true,
  printWidth: 110,
  // The order of a manifest's fields is its author's.
  sortPackageJson: false,
  ignorePatterns: [
    'pnpm-lock.yaml',
    '**/dist/**',
    '**/fixtures/**',
    '**/*.api.md',
    'test/public-api/**',
    '.changeset/*.md',
    '**/CHANGELOG.md',
    'docs/benchmarks.md',
    'docs/images/quality.json',
  ],
})
