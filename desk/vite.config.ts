import { defineConfig } from "vite";

export default defineConfig({
  // The policy of the server allows no data: in scripts and fonts, so every file stays a file.
  build: { assetsInlineLimit: 0, license: { fileName: "licences/packages.md" }, target: "es2022", modulePreload: { polyfill: false } },
  server: { proxy: { "/api": "http://127.0.0.1:8642" } },
});
