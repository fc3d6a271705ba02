import { asset } from "fresh/runtime";
import { define } from "../state.ts";
import { FONTS } from "../web/lasting_fonts.ts";

export default define.page(function Document({ Component, url }) {
  return (
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href={asset("/favicon.svg")} type="image/svg+xml" />
        <link rel="stylesheet" href={asset("/styles.css")} />
        {FONTS.map((font) => (
          <link
            key={font}
            rel="preload"
            as="font"
            type="font/woff2"
            href={font}
            crossorigin="anonymous"
          />
        ))}
      </head>
      <body class={url.pathname.startsWith("/ops") ? "ops" : undefined}>
        <Component />
      </body>
    </html>
  );
});
