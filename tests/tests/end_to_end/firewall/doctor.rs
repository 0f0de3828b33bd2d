//! `porthor doctor`: what it finds at each hop, and what it tells a network team to do.

use super::*;

impl Ward<'_> {
    /// What the doctor finds, by hop, and its exit code.
    async fn is_examined(&self, way: &[&str]) -> (i32, Vec<Value>) {
        let output = self.desk.runs_among(&[], &[&["doctor", "--json"], way].concat()).await;
        let told: Value = serde_json::from_slice(output.stdout.split(|byte| *byte == b'\n').next().unwrap_or_default())
            .unwrap_or_else(|_| panic!("no JSON: {}", said(&output)));
        (code_of(&output), told["findings"].as_array().expect("findings").clone())
    }
}

/// The code of what was found at a hop.
fn at<'f>(findings: &'f [Value], hop: &str) -> &'f str {
    let found = findings.iter().rfind(|finding| finding["hop"] == hop);
    found.and_then(|finding| finding["code"].as_str()).unwrap_or("nothing")
}

#[test]
fn a_good_line_is_good_at_every_hop() {
    in_a_ward(async |ward| {
        let (code, findings) = ward.is_examined(&[]).await;
        assert_eq!(code, 0, "{findings:?}");
        assert!(findings.len() == 6 && findings.iter().all(|finding| finding["state"] == "good"), "{findings:?}");
        assert_eq!(at(&findings, "tls"), "tls-gateways-own");
        let proxy = super::squid(Asks::Nobody);
        let (code, findings) = ward.is_examined(&["--proxy", &url(&proxy)]).await;
        assert_eq!((code, at(&findings, "proxy"), at(&findings, "tls")), (0, "proxy-met", "tls-gateways-own"));
    });
}

#[test]
fn whoever_reads_along_is_named_and_reports_go_all_the_same() {
    in_a_ward(async |ward| {
        let proxy = inspecting(&ward.world.gateway, &[], "");
        let (proxy_url, authority) = (url(&proxy), authority(&proxy));
        let way = ["--proxy", &proxy_url, "--ca-file", path(&authority)];
        let (code, findings) = ward.is_examined(&way).await;
        assert_eq!((code, at(&findings, "tls")), (0, "tls-inspected"), "{findings:?}");
        assert!(findings.iter().any(|finding| finding["by"].as_str().is_some_and(|by| by.contains("mitmproxy"))));
        let file = ward.desk.file("report.pdf", &Draft::pdf(5000).bytes);
        let words = [["push", ward.case.id.as_str(), path(&file)].as_slice(), &ABOUT, &way].concat();
        let pushed = ward.desk.runs_among(&[], &words).await;
        assert_eq!(code_of(&pushed), 0, "{}", said(&pushed));
        assert!(said(&pushed).contains("opens TLS") && said(&pushed).contains("mitmproxy"), "{}", said(&pushed));
        let (code, findings) = ward.is_examined(&["--proxy", &proxy_url]).await;
        assert_eq!((code, at(&findings, "tls")), (7, "tls-not-trusted"), "checking is never switched off");
    });
}

#[test]
fn what_stops_methods_and_sizes_is_told() {
    in_a_ward(async |ward| {
        let proxy = inspecting(&ward.world.gateway, &["body_size_limit=300k"], ONLY_GET_AND_POST);
        let (proxy_url, authority) = (url(&proxy), authority(&proxy));
        let (code, findings) = ward.is_examined(&["--proxy", &proxy_url, "--ca-file", path(&authority)]).await;
        assert_eq!((code, at(&findings, "methods"), at(&findings, "size")), (0, "methods-some", "size-small"), "{findings:?}");
        let stopped = findings.iter().find(|finding| finding["hop"] == "methods").expect("it was tried");
        assert_eq!((&stopped["arrived"], &stopped["stopped"]), (&Value::from("POST"), &Value::from("PATCH, DELETE")));
    });
}

#[test]
fn a_way_that_is_stopped_says_where_and_what_to_do_in_both_languages() {
    in_a_ward(async |ward| {
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free");
        let nobody = format!("http://{nobody}");
        let (code, findings) = ward.is_examined(&["--proxy", &nobody]).await;
        assert_eq!((code, at(&findings, "proxy"), findings.len()), (7, "proxy-not-met", 2), "{findings:?}");
        let asks = super::squid(Asks::Everybody);
        let (code, findings) = ward.is_examined(&["--proxy", &url(&asks)]).await;
        assert_eq!((code, at(&findings, "proxy")), (7, "proxy-asks"), "{findings:?}");
        let shut = super::squid(Asks::Refuses);
        let (code, findings) = ward.is_examined(&["--proxy", &url(&shut)]).await;
        assert_eq!((code, at(&findings, "proxy")), (7, "proxy-refuses"), "{findings:?}");
        assert!(findings.iter().any(|finding| finding["status"].as_str().is_some_and(|status| status.contains("403"))));
        let login = "from mitmproxy import http\n\ndef request(flow):\n    flow.response = http.Response.make(302, b'', {'Location': \
                     'https://login.example/'})\n";
        let login = inspecting(&ward.world.gateway, &[], login);
        let (login_url, authority) = (url(&login), authority(&login));
        let (code, findings) = ward.is_examined(&["--proxy", &login_url, "--ca-file", path(&authority)]).await;
        assert_eq!((code, at(&findings, "tls")), (7, "answered-on-the-way"), "{findings:?}");
        for (language, words) in [("en", ["For your network team", "STOPPED"]), ("cy", ["I'ch tîm rhwydwaith", "WEDI'I ATAL"])] {
            let told = ward.desk.runs_among(&[], &["doctor", "--proxy", &nobody, "--language", language]).await;
            assert!(words.iter().all(|word| said(&told).contains(word)), "{}", said(&told));
            assert!(!said(&told).contains("doctor-"), "a text is missing: {}", said(&told));
        }
    });
}
