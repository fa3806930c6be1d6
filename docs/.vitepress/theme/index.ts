import DefaultTheme from 'vitepress/theme'
// eslint-disable-next-line no-restricted-syntax -- VitePress takes style sheets by import
import './site.css'

export default DefaultTheme
