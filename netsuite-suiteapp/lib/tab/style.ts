/** The look of the tab and of the pages of ours; every class is ours, so nothing of NetSuite's own page changes. */
export const style = `
.tl,.tl-said,.tl-older{font:400 13px/1.42 -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.tl{color:#161513;font-variant-numeric:tabular-nums lining-nums}
.tl *{box-sizing:border-box}
.tl a{color:#0d5c75;text-decoration:none}.tl a:hover{text-decoration:underline}
.tl h2{margin:0;font-size:14px;font-weight:650;color:#161513}
.tl:focus{outline:0}
.tl-said:not(.tl-trouble){position:absolute;width:1px;height:1px;margin:0;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.tl-said.tl-trouble{margin:0 0 8px;color:#7d4a00;font-weight:600}
.tl-older{margin:0 0 8px;color:#5c5955}.tl-older a{color:#0d5c75;text-decoration:underline}
.tl-banner{display:flex;flex-wrap:wrap;align-items:center;gap:8px 12px;margin-bottom:12px;padding:10px 14px;border:1px solid;border-left-width:4px;border-radius:6px}
.tl-banner p{flex:1 1 320px;margin:0;color:#161513}.tl-banner b{display:block;font-size:14px;font-weight:650}.tl-banner span{color:#403d39}
.tl-banner.ok{color:#1f6b3a;background:#e9f3ec}.tl-banner.warn{color:#7d4a00;background:#fdf1dc}.tl-banner.error{color:#a8201a;background:#fbe9e6}
.tl-banner.quiet{color:#5c5955;background:#faf9f7;border-color:#dedbd6}
.tl-acts{display:flex;flex-wrap:wrap;gap:8px}
.tl a.tl-button{display:inline-flex;align-items:center;min-height:30px;padding:0 12px;border:1px solid #78756f;border-radius:6px;background:#fff;color:#161513;font-weight:600}
.tl a.tl-button:hover{background:#f5f4f2;text-decoration:none}.tl a.tl-button.tl-primary{background:#2f4f5a;border-color:#2f4f5a;color:#fff}
.tl a:focus-visible,.tl-scroll:focus-visible{outline:2px solid #2f4f5a;outline-offset:2px}
.tl-grid{display:grid;grid-template-columns:312px minmax(0,1fr) 388px;gap:12px;align-items:start}
.tl-grid.tl-narrower{grid-template-columns:312px minmax(0,1fr)}
.tl-grid>div{min-width:0}
.tl-panel{border:1px solid #dedbd6;border-radius:8px;background:#fff;overflow:hidden}.tl-panel+.tl-panel{margin-top:12px}
.tl-panel>header{display:flex;align-items:baseline;justify-content:space-between;gap:12px;padding:10px 12px 6px}
.tl-panel>header small{font-size:12px;color:#5c5955}
.tl-panel>p{margin:0;padding:2px 12px 12px;color:#5c5955}
.tl dl{display:grid;grid-template-columns:88px 1fr;gap:6px 12px;margin:0;padding:2px 12px 12px}
.tl dt{color:#5c5955}.tl dd{margin:0;overflow-wrap:anywhere}
.tl ol.tl-steps,.tl ul.tl-history{list-style:none;margin:0;padding:0 12px 8px}
.tl-steps li{display:flex;align-items:center;gap:8px;padding:4px 0}.tl-steps li>span:last-child{margin-left:auto;text-align:right;font-size:12px;color:#5c5955;overflow-wrap:anywhere}
.tl-steps li>span:first-of-type{white-space:nowrap}
.tl-history li{display:grid;grid-template-columns:96px 1fr;gap:12px;padding:8px 0;border-bottom:1px solid #dedbd6}.tl-history li:last-child{border-bottom:0}
.tl-history time,.tl-history small{font-size:12px;color:#5c5955}.tl-history small{display:block}
.tl-scroll{overflow-x:auto}
.tl table{width:100%;border-collapse:collapse}.tl th,.tl td{padding:8px 12px;text-align:left;vertical-align:baseline;border-bottom:1px solid #dedbd6;font-size:13px}
.tl thead th{background:#f1f0ed;color:#5c5955;font-size:12px;font-weight:600;white-space:nowrap}.tl tbody th{font-weight:400}
.tl tbody tr:last-child>*{border-bottom:0}.tl tr.tl-differs>*{background:#fdf6e7}
.tl td small,.tl th small{display:block;font-size:12px;color:#5c5955}.tl td strong{display:block;font-size:12px;font-weight:600;color:#7d4a00}
.tl-checks table{table-layout:fixed}.tl-checks th:nth-child(1){width:26%}.tl-checks th:nth-child(2){width:12%}.tl-checks th:nth-child(3){width:28%}
.tl-words{max-width:820px}
.tl-icon{flex:none;width:16px;height:16px;vertical-align:-3px}
.tl-done{color:#1f6b3a}.tl-waiting{color:#7d4a00}.tl-failed{color:#a8201a}.tl-next{color:#78756f}
@media (max-width:1100px){.tl-grid,.tl-grid.tl-narrower{grid-template-columns:minmax(0,1fr)}}
@media (max-width:640px){.tl-checks table{min-width:640px}.tl-owned tr>:nth-child(4){display:none}.tl a.tl-button{min-height:44px}.tl-history li{grid-template-columns:1fr;gap:2px}}
`;
