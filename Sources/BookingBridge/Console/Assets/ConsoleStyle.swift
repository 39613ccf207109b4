/// The console's one style sheet.
enum ConsoleStyle {
  static let base = """
    :root { --ink: #1c2733; --muted: #4d5b69; --line: #d5dce3; --ground: #f3f5f7; --card: #fff;
      --accent: #0b5c8e; --accent-deep: #084669; --accent-pale: #e4f0f7; --ok: #135c37;
      --ok-pale: #e2f3e9; --warn: #734600; --warn-pale: #fff1d0; --bad: #981b1b; --bad-pale: #fde8e8;
      --radius: 10px; --gap: 1rem; }
    *, *::before, *::after { box-sizing: border-box; }
    html { font-size: 100%; -webkit-text-size-adjust: 100%; }
    body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.6;
      font-family: "Noto Sans JP", "Noto Sans CJK JP", "Hiragino Sans", "Yu Gothic UI", "Meiryo",
        system-ui, sans-serif; font-size: 1rem; overflow-wrap: anywhere; }
    h1, h2, h3 { line-height: 1.3; margin: 0; font-weight: 700; }
    h1 { font-size: 1.6rem; }
    h2 { font-size: 1.2rem; }
    h3 { font-size: 1.02rem; }
    p { margin: 0; }
    ul, ol, dl { margin: 0; padding: 0; }
    a { color: var(--accent); text-underline-offset: .18em; }
    a:hover { color: var(--accent-deep); }
    :focus-visible { outline: 3px solid #1b1b1b; outline-offset: 2px; border-radius: 4px;
      box-shadow: 0 0 0 6px #ffd34d; }
    main:focus { outline: none; }
    code, pre { font-family: ui-monospace, "Noto Sans Mono CJK JP", monospace; font-size: .92em; }
    pre { white-space: pre-wrap; background: var(--ground); padding: .8rem 1rem; margin: 0;
      border-radius: 6px; }
    small { font-size: .875rem; }
    .skip { position: absolute; left: -9999px; }
    .skip:focus { left: .5rem; top: .5rem; background: #fff; padding: .6rem 1rem; z-index: 20; }

    .bar { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center;
      justify-content: space-between; background: #123; color: #fff; padding: .55rem 1.25rem; }
    .bar a { color: #fff; }
    .brand { display: flex; gap: .7rem; align-items: baseline; text-decoration: none; }
    .brand strong { font-size: 1.1rem; letter-spacing: .01em; }
    .brand span { color: #cfdbe6; font-size: .92rem; }
    .who { display: flex; flex-wrap: wrap; gap: .35rem .9rem; align-items: center; }
    .who .chip { background: #2a4257; color: #fff; }
    .who .button.quiet { color: #fff; border-color: #5d7790; }
    .who .button.quiet:hover { background: #2a4257; }

    .frame { display: grid; grid-template-columns: 12.5rem minmax(0, 1fr); align-items: start;
      max-width: 100rem; margin: 0 auto; }
    .sections { position: sticky; top: 0; padding: 1.25rem .75rem; }
    .sections ul { list-style: none; display: grid; gap: .15rem; }
    .sections a { display: block; padding: .55rem .8rem; border-radius: 8px; color: var(--ink);
      text-decoration: none; min-height: 2.5rem; }
    .sections a:hover { background: #e5eaef; }
    .sections a[aria-current] { background: var(--accent); color: #fff; font-weight: 700; }
    main { padding: 1.5rem 1.5rem 4rem; display: grid; gap: 1.5rem; max-width: 72rem;
      grid-template-columns: minmax(0, 1fr); }
    main.wide { max-width: none; }
    .heading { display: grid; gap: .2rem; }
    .lead { color: var(--muted); }
    .split { display: flex; flex-wrap: wrap; gap: .6rem 1rem; justify-content: space-between;
      align-items: center; }
    .columns { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
      align-items: start; }
    .columns > * { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }

    body.alone { display: grid; place-items: center; min-height: 100vh; padding: 1rem; }
    body.alone main { width: min(27rem, 100%); padding: 2rem; gap: 1.1rem; }
    body.alone .brand { color: var(--accent); font-weight: 700; letter-spacing: .03em; }
    body.alone .foot { border-top: 1px solid var(--line); padding-top: 1rem; }

    """

  static let parts = """
    .card, .panel { background: var(--card); border: 1px solid var(--line);
      border-radius: var(--radius); }
    .panel { padding: 1.1rem 1.25rem; display: grid; gap: .9rem;
      grid-template-columns: minmax(0, 1fr); }
    .panel.urgent { border-left: 6px solid #c0392b; }
    .panel > header { display: flex; flex-wrap: wrap; gap: .4rem .8rem; align-items: baseline;
      justify-content: space-between; }
    .count { font-weight: 700; color: var(--muted); }
    .empty { color: var(--muted); }
    .hint { color: var(--muted); font-size: .9rem; }
    .notice { border-radius: 8px; padding: .8rem 1rem; border: 1px solid; }
    .notice ul { padding-left: 1.2rem; }
    .notice.done { background: var(--ok-pale); color: var(--ok); border-color: #9fd0b5; }
    .notice.problem { background: var(--bad-pale); color: var(--bad); border-color: #e5a9a9; }
    .notice.problem a { color: var(--bad); }
    .notice.note { background: var(--warn-pale); color: var(--warn); border-color: #e6cb8b; }
    .chip { display: inline-block; padding: .05rem .6rem; border-radius: 99px; font-size: .85rem;
      background: #e6ebf0; color: var(--ink); white-space: nowrap; }
    .chip.ok { background: var(--ok-pale); color: var(--ok); }
    .chip.warn { background: var(--warn-pale); color: var(--warn); }
    .chip.bad { background: var(--bad-pale); color: var(--bad); }
    .chip.accent { background: var(--accent-pale); color: var(--accent-deep); }

    .rows { list-style: none; display: grid; }
    .rows > li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .35rem 1rem;
      align-items: center; padding: .75rem 0; border-top: 1px solid var(--line); }
    .rows > li:first-child { border-top: 0; padding-top: 0; }
    .rows > li:last-child { padding-bottom: 0; }
    .rows .what { display: grid; gap: .15rem; justify-items: start; }
    .rows .what > :first-child { font-weight: 700; }
    .rows .meta { color: var(--muted); font-size: .92rem; display: flex; flex-wrap: wrap;
      gap: .1rem .8rem; font-weight: 400; }
    .rows .acts { display: flex; flex-wrap: wrap; gap: .4rem; justify-content: flex-end; }

    .button { display: inline-flex; align-items: center; justify-content: center; min-height: 2.6rem;
      padding: .4rem 1rem; border-radius: 8px; border: 1px solid #8795a3; background: #fff;
      color: var(--ink); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
    .button:hover { background: #eef2f5; color: var(--ink); }
    .button.primary { background: var(--accent); border-color: var(--accent); color: #fff; }
    .button.primary:hover { background: var(--accent-deep); color: #fff; }
    .button.danger { color: var(--bad); border-color: #c98a8a; }
    .button.danger:hover { background: var(--bad-pale); }
    .button.quiet { background: transparent; min-height: 2rem; padding: .15rem .7rem;
      font-weight: 500; }
    form.inline { display: inline-flex; flex-wrap: wrap; gap: .4rem; margin: 0; }
    .actions { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }

    form.stack { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
    .fields { display: grid; gap: 1rem; align-items: start;
      grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
    .pair { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); }
    .field { display: grid; gap: .25rem; align-content: start; }
    .fields .wide { grid-column: 1 / -1; }
    .field label, legend { font-weight: 600; }
    .required { font-size: .8rem; color: var(--bad); font-weight: 500; }
    .error { color: var(--bad); font-weight: 600; font-size: .92rem; }
    input, select, textarea { font: inherit; color: inherit; padding: .45rem .65rem;
      border: 1px solid #76838f; border-radius: 7px; background: #fff; width: 100%;
      min-height: 2.6rem; }
    input[type=checkbox], input[type=radio] { width: 1.5rem; height: 1.5rem; min-height: 0;
      padding: 0; margin: 0; flex: none; accent-color: var(--accent); }
    input[aria-invalid], textarea[aria-invalid], select[aria-invalid] { border: 2px solid var(--bad); }
    .check { display: flex; gap: .55rem; align-items: center; min-height: 2rem; }
    .checks { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; }
    fieldset { border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1rem; margin: 0;
      min-width: 0; display: grid; gap: .8rem; grid-template-columns: minmax(0, 1fr); }
    legend { padding: 0 .4rem; }
    .filter { display: flex; flex-wrap: wrap; gap: .6rem .9rem; align-items: end; }
    .filter .field { min-width: 9rem; }
    details > summary { cursor: pointer; font-weight: 600; min-height: 2rem; color: var(--accent); }
    details[open] > summary { margin-bottom: .8rem; }

    .facts { display: grid; gap: .6rem 1.5rem;
      grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); }
    dt { color: var(--muted); font-size: .88rem; }
    dd { margin: 0; }
    .scroll { overflow-x: auto; }
    .chart { margin: 0; overflow-x: auto; }
    .chart img { max-width: 100%; height: auto; }
    .chart figcaption { color: var(--muted); font-size: .9rem; }
    table { border-collapse: collapse; width: 100%; }
    caption { text-align: left; font-weight: 600; padding-bottom: .5rem; }
    th, td { text-align: left; padding: .5rem .7rem; border-bottom: 1px solid var(--line);
      vertical-align: top; }
    thead th { font-size: .88rem; color: var(--muted); font-weight: 600; white-space: nowrap;
      border-bottom: 2px solid #b9c4ce; }
    td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
    tbody th { font-weight: 600; }
    meter { width: 100%; height: 1rem; }

    .timeline { list-style: none; display: grid; }
    .timeline > li { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: .1rem 1rem;
      padding: .6rem 0 .6rem 1.2rem; border-left: 3px solid var(--line); position: relative; }
    .timeline > li::before { content: ""; position: absolute; left: -8px; top: 1.05rem; width: 13px;
      height: 13px; border-radius: 50%; background: #7b8a98; border: 2px solid #fff; }
    .timeline > li.good::before { background: #1d8a53; }
    .timeline > li.bad::before { background: #c0392b; }
    .timeline > li.call::before { background: var(--accent); }
    .timeline time { color: var(--muted); font-variant-numeric: tabular-nums; }
    .timeline .body { display: grid; gap: .3rem; }
    .pager { display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
    .preview { border: 1px dashed #8795a3; border-radius: 8px; padding: 1rem; background: #fbfcfd;
      white-space: pre-line; }
    .said { padding-left: 1.4rem; }
    .together { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
    .paper { width: 100%; height: 60rem; border: 1px solid var(--line); border-radius: 8px;
      background: #fff; }
    .secret { font-size: 1.4rem; font-weight: 700; letter-spacing: .06em; }
    dialog { border: 0; border-radius: 12px; padding: 1.4rem; width: min(34rem, 94vw);
      box-shadow: 0 10px 40px #0005; color: inherit; }
    dialog::backdrop { background: #0b1d2a99; }
    dialog section { display: grid; gap: 1rem; }

    """

  static let tape = """
    .tape { border-collapse: separate; border-spacing: 0; width: max-content; min-width: 100%; }
    .tape-box { overflow: auto; max-height: 76vh; background: #fff; border: 1px solid var(--line);
      border-radius: var(--radius); }
    .tape th, .tape td { padding: 0; border-right: 1px solid #e3e8ed;
      border-bottom: 1px solid #e3e8ed; }
    .tape thead th { position: sticky; top: 0; background: #eef2f5; z-index: 2; text-align: center;
      padding: .3rem .2rem; min-width: 3.1rem; color: var(--ink); line-height: 1.25; }
    .tape thead th.sunday { color: #a31919; }
    .tape thead th.saturday { color: #0d4f8c; }
    .tape thead th.today { background: #cfe4f2; }
    .tape thead th:first-child { left: 0; z-index: 3; text-align: left; padding-left: .8rem; }
    .tape tbody th { position: sticky; left: 0; background: #fff; z-index: 1; padding: .3rem .8rem;
      min-width: 12rem; max-width: 16rem; font-weight: 600; line-height: 1.3; }
    .tape tbody th small { display: block; color: var(--muted); font-weight: 400; }
    .tape td { text-align: center; height: 2.9rem; min-width: 3.1rem; position: relative; }
    .cell { display: grid; place-content: center; position: absolute; inset: 0;
      text-decoration: none; color: var(--ink); line-height: 1.15; font-weight: 700;
      font-variant-numeric: tabular-nums; }
    .cell small { font-weight: 500; font-size: .72rem; color: #3d4a56; }
    .cell:hover { background: #dfeaf2; color: var(--ink); }
    .cell:focus-visible { outline-offset: -3px; box-shadow: inset 0 0 0 6px #ffd34d; }
    .cell.many { background: #e4f4ea; }
    .cell.few { background: #fff2cf; }
    .cell.none { background: #f6dede; }
    .cell.closed { background: #dde2e7; color: #2f3a44; }
    .cell.unknown { background: #fff; color: #4d5b69; }
    .cell.stale { background-image: repeating-linear-gradient(135deg, #0000 0 6px, #00000012 6px 9px); }
    .legend { display: flex; flex-wrap: wrap; gap: .4rem 1.1rem; color: var(--muted);
      font-size: .92rem; }
    .keys { display: flex; flex-wrap: wrap; gap: .5rem; }
    .keys .button { min-width: 3.2rem; font-size: 1.2rem; }

    """

  static let media = """
    @media (max-width: 52rem) {
      .frame { grid-template-columns: minmax(0, 1fr); }
      .sections { position: static; padding: .5rem .75rem; border-bottom: 1px solid var(--line);
        background: #fff; overflow-x: auto; }
      .sections ul { display: flex; gap: .25rem; width: max-content; }
      .sections a { padding: .4rem .7rem; }
      main { padding: 1rem .9rem 3rem; }
      .columns { grid-template-columns: minmax(0, 1fr); }
      .timeline > li { grid-template-columns: minmax(0, 1fr); }
      .tape tbody th { min-width: 8rem; max-width: 9rem; font-size: .9rem; }
      .bar { padding: .5rem .9rem; }
    }
    @media (max-width: 32rem) {
      .rows > li { grid-template-columns: minmax(0, 1fr); }
      .rows .acts { justify-content: flex-start; }
    }
    @media print {
      .bar, .sections, .skip, .acts, .actions, form, .filter, .pager { display: none; }
      .frame { display: block; }
      main { padding: 0; max-width: none; }
      body { background: #fff; font-size: 10.5pt; }
      .panel, .card { border: 0; padding: 0; break-inside: avoid; }
      .tape-box { max-height: none; overflow: visible; border: 0; }
      .tape thead th, .tape tbody th { position: static; }
      a { color: inherit; text-decoration: none; }
    }
    @media (prefers-reduced-motion: no-preference) {
      .button, .sections a { transition: background-color .12s; }
    }

    """
}
